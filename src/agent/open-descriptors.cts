// Gives each file descriptor the program opens an object that lives as long as it is open: V8, which follows
// allocations, then knows where it was opened. Only in the run that explains a leak, never where one is judged.
import fs = require('node:fs');
import Module = require('node:module');

/** The parent looks for objects of this name. */
class MemprofOpenDescriptor {
  readonly isOpen = true;
}

const open = new Map<number, MemprofOpenDescriptor>();

type Callback = (error: Error | null, fd: number) => void;
type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Wraps what opens and closes descriptors; those a `FileHandle` holds are objects already. */
function markDescriptors(): void {
  wrap(
    'openSync',
    (openSync) =>
      function (...args) {
        const mark = new MemprofOpenDescriptor();
        const fd = openSync.apply(this, args);
        open.set(Number(fd), mark);
        return fd;
      },
  );
  wrap(
    'open',
    (openLater) =>
      function (...args) {
        // Where it was asked for, not where it came.
        const mark = new MemprofOpenDescriptor();
        const callback = args.at(-1);
        if (typeof callback !== 'function') return openLater.apply(this, args);
        const opened: Callback = (error, fd) => {
          if (error === null) open.set(fd, mark);
          (callback as Callback)(error, fd);
        };
        return openLater.apply(this, [...args.slice(0, -1), opened]);
      },
  );
  for (const name of ['close', 'closeSync'] as const)
    wrap(
      name,
      (close) =>
        function (...args) {
          open.delete(Number(args[0]));
          return close.apply(this, args);
        },
    );
  Module.syncBuiltinESMExports();
}

function wrap(name: 'open' | 'openSync' | 'close' | 'closeSync', make: (original: Call) => Call): void {
  const original = fs[name] as unknown as Call;
  const wrapped = make(original);
  Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
  (fs as unknown as Record<string, Call>)[name] = wrapped;
}

export = markDescriptors;
