import type { CheckSession } from '../../capture/check-session.ts';
import { SnapshotReader } from '../../format/heapsnapshot/snapshot-reader.ts';
import type { SnapshotTables } from '../../format/heapsnapshot/snapshot-tables.ts';

/** Takes a snapshot and reads it while V8 is still writing. @throws TargetGone, MemprofError `BAD_FILE` */
export async function readSnapshot(session: CheckSession, name: string): Promise<SnapshotTables> {
  const readers: SnapshotReader[] = [];
  let failure: unknown;
  await session.snapshot(() => {
    const reader = new SnapshotReader({ sourceName: `the snapshot after ${name}` });
    readers.push(reader);
    failure = undefined;
    return (piece) => {
      if (failure !== undefined) return;
      try {
        reader.push(piece);
      } catch (error) {
        // Thrown inside of the stream's own listener it would end memprof with no word of what was wrong.
        failure = error;
      }
    };
  });
  if (failure !== undefined) throw failure;
  return readers.at(-1)!.end();
}
