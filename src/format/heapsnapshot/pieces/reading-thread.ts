// The module of the thread that helps to read a large snapshot: it takes pieces from the last on.
import { workerData } from 'node:worker_threads';
import type { HelperData } from '../../../base/threads.ts';
import { BackwardReader } from './backward-reader.ts';
import { Claims } from './claims.ts';
import { countPieces, type PiecesJob } from './piece-bytes.ts';

/** What the thread is sent. */
export interface ReadingTask {
  readonly job: PiecesJob;
  /** The words of the claims; see `Claims`. */
  readonly claims: Int32Array;
}

const { port } = workerData as HelperData;
port.once('message', ({ job, claims: words }: ReadingTask) => {
  const claims = new Claims(words);
  try {
    const reader = new BackwardReader(job);
    let piece = countPieces(job);
    while (claims.take()) {
      reader.read(--piece);
      claims.finish();
    }
    port.postMessage(reader.summary());
    claims.end(true);
  } catch {
    // Whatever it is, the other thread will meet it again, and tell where.
    claims.end(false);
  }
});
