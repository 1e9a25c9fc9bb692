import type { Detector } from '../accumulation.ts';
import { arrayBuffers } from './array-buffers.ts';
import { asyncContext } from './async-context.ts';
import { closureContext } from './closure-context.ts';
import { eventListeners } from './event-listeners.ts';
import { keptArrayBuffer } from './kept-array-buffer.ts';
import { keptString } from './kept-string.ts';
import { linkedList } from './linked-list.ts';
import { messageHistory } from './message-history.ts';
import { moduleCache } from './module-cache.ts';
import { moduleState } from './module-state.ts';
import { nativeHandleCycle, ownHandleCycle } from './native-handle-cycle.ts';
import { objectAsMap } from './object-as-map.ts';
import { pendingPromises } from './pending-promises.ts';
import { performanceEntries } from './performance-entries.ts';
import { repeatedInstances } from './repeated-instances.ts';
import { timers } from './timers.ts';
import { unboundedArray } from './unbounded-array.ts';
import { unboundedCache } from './unbounded-cache.ts';
import { unboundedMap } from './unbounded-map.ts';
import { unboundedSet } from './unbounded-set.ts';
import { unclosedHandles } from './unclosed-handles.ts';
import { weakReferences } from './weak-references.ts';
import { workerThreads } from './worker-threads.ts';

/** All detectors, the most specific first: the first that matches names the kind. */
export const DETECTORS: readonly Detector[] = [
  moduleCache,
  asyncContext,
  eventListeners,
  timers,
  performanceEntries,
  weakReferences,
  unclosedHandles,
  ownHandleCycle,
  workerThreads,
  pendingPromises,
  messageHistory,
  keptArrayBuffer,
  arrayBuffers,
  keptString,
  nativeHandleCycle,
  closureContext,
  unboundedCache,
  repeatedInstances,
  linkedList,
  unboundedMap,
  unboundedSet,
  unboundedArray,
  moduleState,
  objectAsMap,
];
