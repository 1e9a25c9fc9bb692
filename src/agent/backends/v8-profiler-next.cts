// Snapshots by the native package v8-profiler-next, written from inside the target.
import fs = require('node:fs');

interface Profiler {
  takeSnapshot(name: string): {
    serialize(onChunk: (chunk: string) => void, onDone: () => void): void;
    delete(): void;
  };
}

/** Loads the package. */
function open(modulePath: string): { snapshot(file: string): void } {
  // Its loader would take some of the program's arguments for its own.
  const { argv } = process;
  process.argv = argv.slice(0, 2);
  const profiler = require(modulePath) as Profiler;
  process.argv = argv;
  return {
    snapshot(file) {
      const descriptor = fs.openSync(file, 'w');
      const snapshot = profiler.takeSnapshot('memprof');
      try {
        snapshot.serialize(
          (chunk) => void fs.writeSync(descriptor, chunk),
          () => undefined,
        );
      } finally {
        snapshot.delete();
        fs.closeSync(descriptor);
      }
    },
  };
}

export = { open };
