import { MemprofError } from '../../base/errors.ts';
import type { MemoryResult } from '../results.ts';
import { viewAsyncStores } from './async-stores.ts';
import { viewBuffers } from './buffers.ts';
import { viewClosures } from './closures.ts';
import { viewCollections } from './collections.ts';
import { viewConstructors } from './constructors.ts';
import { viewDominators } from './dominators.ts';
import { viewDrops } from './drops.ts';
import { nearest } from './find-objects.ts';
import { viewGlobals } from './globals.ts';
import { viewListeners } from './listeners.ts';
import { viewModules } from './modules.ts';
import { type PathOptions, viewPath } from './path.ts';
import { viewPromises } from './promises.ts';
import type { ViewName, ViewResult } from './result.ts';
import { viewRetainers } from './retainers.ts';
import { viewSlices } from './slices.ts';
import { viewStrings } from './strings.ts';
import { viewSummary } from './summary.ts';
import { viewTimers } from './timers.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** What a view is run with. */
export interface RunViewOptions extends PathOptions {
  /** Id or constructor. */
  readonly target?: string | undefined;
  /** Figures of the process when the snapshot was taken. */
  readonly memory?: MemoryResult | null;
}

/** A view, and whether it is asked about certain objects. */
interface View {
  /** One line for help. */
  readonly about: string;
  readonly target: 'none' | 'optional' | 'needed';
  readonly run: (heap: ViewedHeap, options: RunViewOptions) => ViewResult;
}

const VIEWS: Readonly<Record<ViewName, View>> = {
  summary: {
    about: 'sizes by kind, where the most piles up, what to look at next',
    target: 'none',
    run: (heap, options) => viewSummary(heap, options, options.memory),
  },
  constructors: { about: 'counts and sizes by constructor', target: 'none', run: viewConstructors },
  dominators: {
    about: 'the biggest objects, and what they keep alive',
    target: 'optional',
    run: (heap, options) => viewDominators(heap, options, options.target),
  },
  drops: { about: 'where a big retained size falls apart into many small', target: 'none', run: viewDrops },
  retainers: {
    about: 'who refers to an object or to the objects of a constructor',
    target: 'needed',
    run: (heap, options) => viewRetainers(heap, options, options.target!),
  },
  path: {
    about: 'shortest paths from the GC roots, merged for a constructor',
    target: 'needed',
    run: (heap, options) => viewPath(heap, options, options.target!),
  },
  strings: { about: 'duplicate and largest strings', target: 'none', run: viewStrings },
  collections: { about: 'Maps, Sets, arrays and objects used as maps', target: 'none', run: viewCollections },
  slices: { about: 'slices and views that keep a big parent', target: 'none', run: viewSlices },
  buffers: { about: 'ArrayBuffers and who owns them', target: 'none', run: viewBuffers },
  closures: { about: 'contexts of closures and what they keep', target: 'none', run: viewClosures },
  listeners: {
    about: 'listeners of EventEmitter, EventTarget, AbortSignal',
    target: 'none',
    run: viewListeners,
  },
  timers: { about: 'timers that wait', target: 'none', run: viewTimers },
  promises: { about: 'pending promises and what waits for them', target: 'none', run: viewPromises },
  'async-stores': { about: 'stores of AsyncLocalStorage', target: 'none', run: viewAsyncStores },
  modules: { about: 'what each npm package retains', target: 'none', run: viewModules },
  globals: { about: 'global variables of the program', target: 'none', run: viewGlobals },
};

/** All views, in the order to list them, with a line about each. */
export function listViews(): {
  readonly name: ViewName;
  readonly about: string;
  readonly target: View['target'];
}[] {
  return Object.entries(VIEWS).map(([name, { about, target }]) => ({
    name: name as ViewName,
    about,
    target,
  }));
}

/**
 * The view of this name, checked before anything is read.
 *
 * @throws MemprofError `BAD_USAGE` for a name that is none, or a target missing or too much.
 */
export function checkView(name: string, target: string | undefined): ViewName {
  if (!Object.hasOwn(VIEWS, name)) {
    const names = Object.keys(VIEWS);
    const near = nearest(name, names);
    throw new MemprofError(
      'BAD_USAGE',
      `There is no view ${JSON.stringify(name)}. ` +
        (near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The views: ${names.join(', ')}.`),
    );
  }
  const view = name as ViewName;
  if (VIEWS[view].target === 'needed' && target === undefined)
    throw new MemprofError(
      'BAD_USAGE',
      `The view ${view} needs an id or a constructor: memprof analyze <file> ${view} <id|Constructor>.`,
    );
  if (VIEWS[view].target === 'none' && target !== undefined)
    throw new MemprofError('BAD_USAGE', `The view ${view} takes no ${JSON.stringify(target)} after it.`);
  return view;
}

/** Runs a view that `checkView` accepted. @throws MemprofError `NOT_FOUND` for a target that is not there. */
export function runView(heap: ViewedHeap, name: ViewName, options: RunViewOptions): ViewResult {
  return VIEWS[name].run(heap, options);
}
