// The module of the thread that helps to read a large snapshot: it takes pieces from the end on.
import { workerData } from 'node:worker_threads';
import type { HelperData } from '../../base/threads.ts';
import { Claims } from './claims.ts';
import { countPieces, PieceReader, type PiecesJob } from './record-pieces.ts';

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
    const reader = new PieceReader(job, true);
    let piece = countPieces(job.bodies.nodes) + countPieces(job.bodies.edges);
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
