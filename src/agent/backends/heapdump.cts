// Snapshots by the native package heapdump, written from inside the target.
interface Heapdump {
  writeSnapshot(filename: string): boolean;
}

/** Loads the package. Its own SIGUSR2 handler stays off: the signal is the program's. */
function open(modulePath: string): { snapshot(file: string): void } {
  const before = process.env.NODE_HEAPDUMP_OPTIONS;
  process.env.NODE_HEAPDUMP_OPTIONS = 'nosignal';
  const heapdump = require(modulePath) as Heapdump;
  if (before === undefined) delete process.env.NODE_HEAPDUMP_OPTIONS;
  else process.env.NODE_HEAPDUMP_OPTIONS = before;
  return {
    snapshot(file) {
      if (!heapdump.writeSnapshot(file)) throw new Error(`heapdump could not write ${file}`);
    },
  };
}

export = { open };
