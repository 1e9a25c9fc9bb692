// V8's own collector, for figures that tell what is alive.
import v8 = require('node:v8');
import vm = require('node:vm');

/** V8's `gc()`, or null where this runtime does not give it. Nothing stays switched on. */
function garbageCollector(): (() => void) | null {
  // The flag is one for all threads, and another may switch it off in between.
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      v8.setFlagsFromString('--expose-gc');
      const gc = vm.runInNewContext('gc') as () => void;
      v8.setFlagsFromString('--no-expose-gc');
      return gc;
    } catch {
      // Once more.
    }
  }
  return null;
}

export = garbageCollector;
