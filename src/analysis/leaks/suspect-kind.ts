/** Every kind of leak a detector can tell; `docs/findings/<kind>.md` explains each. */
export const SUSPECT_KINDS = [
  'unbounded-array',
  'unbounded-map',
  'unbounded-set',
  'object-as-map',
  'message-history',
  'unbounded-cache',
  'event-listeners',
  'timers',
  'pending-promises',
  'async-context',
  'closure-context',
  'kept-string',
  'kept-array-buffer',
  'array-buffers',
  'weak-references',
  'module-state',
  'module-cache',
  'repeated-instances',
  'unclosed-handles',
  'worker-threads',
  'performance-entries',
  'native-memory',
  'native-handle-cycle',
  'linked-list',
  'growing-objects',
] as const;

/** What kind of leak a suspect is. */
export type SuspectKind = (typeof SUSPECT_KINDS)[number];
