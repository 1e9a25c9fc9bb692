// Optimised code inlines callees, and V8 then books their allocations on the caller.
import v8 = require('node:v8');

/** For code that is optimised from now on, in all threads of the process. */
function stopInlining(): void {
  v8.setFlagsFromString('--no-turbo-inlining');
  if (Number(process.versions.node.split('.')[0]) >= 22) v8.setFlagsFromString('--no-maglev-inlining');
}

export = stopInlining;
