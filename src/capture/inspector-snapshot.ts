import type { InspectorClient } from './inspector-client.ts';

/**
 * Takes a heap snapshot through the inspector; its text goes to `onPiece` while V8 is still writing. It takes
 * twice as long as one that the target writes into a file, and needs no file.
 *
 * From Node 22 on V8 takes it between two turns of the event loop, unless the program stands still. One that
 * blocks its event loop never comes to it.
 *
 * @param onProgress - Told how far V8 is, 0 … 1.
 * @throws Error when V8 has not begun after `patienceMs`.
 */
export async function takeInspectorSnapshot(
  client: InspectorClient,
  onPiece: (piece: Buffer) => void,
  onProgress: (done: number) => void,
  patienceMs: number,
): Promise<void> {
  let hasBegun = false;
  client.on<{ done: number; total: number }>('HeapProfiler.reportHeapSnapshotProgress', ({ done, total }) => {
    hasBegun = true;
    onProgress(total === 0 ? 0 : Math.min(1, done / total));
  });
  // A standstill hands out the scopes of every frame; the handles that keep them would be in the snapshot.
  await client.send('Runtime.releaseObjectGroup', { objectGroup: 'backtrace' });
  client.onSnapshotPiece = onPiece;
  let timer: NodeJS.Timeout | undefined;
  const tooBusy = new Promise<never>((_resolve, reject) => {
    const check = (): void => {
      if (!hasBegun) reject(new Error('the program was too busy: its event loop did not turn'));
    };
    timer = setTimeout(check, patienceMs);
  });
  try {
    await Promise.race([client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: true }), tooBusy]);
  } finally {
    clearTimeout(timer);
    client.onSnapshotPiece = null;
  }
}
