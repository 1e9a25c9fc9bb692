// V8's own collector, for figures that tell what is alive.
import v8 = require('node:v8');
import vm = require('node:vm');

/**
 * A full garbage collection, or null where this runtime does not let it be forced. Nothing stays switched on.
 *
 * A full collection leaves the memory of dead array buffers to another thread, and counts it as "external" until the
 * next collection begins; the small one that follows makes it be done with.
 */
function garbageCollector(): (() => void) | null {
  // The flag is one for all threads, and another may switch it off in between.
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      v8.setFlagsFromString('--expose-gc');
      const gc = vm.runInNewContext('gc') as (options?: { type: 'minor' }) => void;
      v8.setFlagsFromString('--no-expose-gc');
      return () => {
        gc();
        gc({ type: 'minor' });
      };
    } catch {
      // Once more.
    }
  }
  return null;
}

export = garbageCollector;
