import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { followFile } from './follow-file.ts';
import { TargetGone } from './inspector-client.ts';
import type { Target } from './target.ts';

/**
 * Passes the text of a heap snapshot on while V8 is still writing, and keeps nothing. It goes through a temporary file,
 * for that takes half the time; where the target cannot write one, through the inspector.
 *
 * @param begin - Returns what takes the pieces; called again when a first try broke off.
 * @param patienceMs - How long V8 may take to begin, through the inspector.
 * @throws TargetGone when the target dies over it.
 */
export async function passSnapshot(
  target: Target,
  begin: () => (piece: Uint8Array) => void,
  patienceMs: number,
): Promise<void> {
  let folder: string | null = null;
  try {
    folder = mkdtempSync(path.join(tmpdir(), 'memprof-'));
    const file = path.join(folder, 'snapshot');
    const handOnRest = await followFile(file, target.writeSnapshot(file), begin());
    handOnRest();
  } catch (error) {
    if (error instanceof TargetGone) throw error;
    await target.snapshot(begin(), () => undefined, patienceMs);
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}
