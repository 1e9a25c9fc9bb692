import type { AsyncStoresView } from './async-stores.ts';
import type { BuffersView } from './buffers.ts';
import type { ClosuresView } from './closures.ts';
import type { CollectionsView } from './collections.ts';
import type { ConstructorsView } from './constructors.ts';
import type { DominatorsView } from './dominators.ts';
import type { DropsView } from './drops.ts';
import type { GlobalsView } from './globals.ts';
import type { ListenersView } from './listeners.ts';
import type { ModulesView } from './modules.ts';
import type { PathView } from './path.ts';
import type { PromisesView } from './promises.ts';
import type { RetainersView } from './retainers.ts';
import type { SlicesView } from './slices.ts';
import type { StringsView } from './strings.ts';
import type { SummaryView } from './summary.ts';
import type { TimersView } from './timers.ts';

/** What `memprof analyze` says; `view` tells which. Survives JSON. */
export type ViewResult =
  | AsyncStoresView
  | BuffersView
  | ClosuresView
  | CollectionsView
  | ConstructorsView
  | DominatorsView
  | DropsView
  | GlobalsView
  | ListenersView
  | ModulesView
  | PathView
  | PromisesView
  | RetainersView
  | SlicesView
  | StringsView
  | SummaryView
  | TimersView;

/** Name of a view. */
export type ViewName = ViewResult['view'];
