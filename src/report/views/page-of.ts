import type { ViewResult } from '../../analysis/views/result.ts';
import { unreachable } from '../../base/assert.ts';
import { collectionsPage, stringsPage } from './contents.ts';
import { buffersPage, slicesPage } from './outside.ts';
import { dropsPage } from './drops.ts';
import type { Page } from './page.ts';
import { pathPage, retainersPage } from './paths.ts';
import { globalsPage, modulesPage } from './program.ts';
import { closuresPage, listenersPage } from './callbacks.ts';
import { asyncStoresPage, promisesPage, timersPage } from './waiting.ts';
import { constructorsPage, dominatorsPage } from './sizes.ts';
import { summaryPage } from './summary.ts';

/** Puts a view's result into words and tables. */
export function pageOf(result: ViewResult): Page {
  switch (result.view) {
    case 'summary':
      return summaryPage(result);
    case 'constructors':
      return constructorsPage(result);
    case 'dominators':
      return dominatorsPage(result);
    case 'drops':
      return dropsPage(result);
    case 'retainers':
      return retainersPage(result);
    case 'path':
      return pathPage(result);
    case 'strings':
      return stringsPage(result);
    case 'collections':
      return collectionsPage(result);
    case 'slices':
      return slicesPage(result);
    case 'buffers':
      return buffersPage(result);
    case 'closures':
      return closuresPage(result);
    case 'listeners':
      return listenersPage(result);
    case 'timers':
      return timersPage(result);
    case 'promises':
      return promisesPage(result);
    case 'async-stores':
      return asyncStoresPage(result);
    case 'modules':
      return modulesPage(result);
    case 'globals':
      return globalsPage(result);
    default:
      return unreachable(result);
  }
}
