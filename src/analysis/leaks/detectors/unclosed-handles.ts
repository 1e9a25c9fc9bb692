import { type Accumulation, type Detector, isNear } from '../accumulation.ts';

/** Sockets, servers, streams, watchers and files that are never closed. */
export const unclosedHandles: Detector = {
  kind: 'unclosed-handles',
  matches(accumulation: Accumulation): boolean {
    return isNear(
      accumulation,
      /^(Socket|TLSSocket|Server|TCP|Pipe|UDP|FSWatcher|StatWatcher|FileHandle|ReadStream|WriteStream|ChildProcess|Process|Interface|Node \/ (?!BackingStore).*(Wrap|Handle|Watcher|Req))$/,
    );
  },
};
