// V8 keeps where an object was allocated by its address, and no longer moves that along once it has given the object an
// id: at a snapshot, and in the collections its tracker makes twenty times a second.
import v8 = require('node:v8');

/**
 * Before allocations are tracked, in all threads of the process: objects that survive a full collection stay where they
 * are. Memory between them is used again, but not given back.
 */
function stopMoves(): void {
  v8.setFlagsFromString('--no-compact');
}

export = stopMoves;
