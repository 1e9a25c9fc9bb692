import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';

/** How long to wait for more, in milliseconds. */
const POLL_MS = 5;
const PIECE_BYTES = 2 ** 20;

/**
 * Hands a file on piece by piece while somebody else is still writing it.
 *
 * @param written - Settles when the file is whole; its rejection is thrown on.
 * @param onPiece - A piece is only valid during the call.
 * @throws the system's error when the file cannot be read.
 */
export async function followFile(
  file: string,
  written: Promise<unknown>,
  onPiece: (piece: Uint8Array) => void,
): Promise<void> {
  let isWhole = false;
  const settled = (): void => void (isWhole = true);
  // A failure is thrown in the end; until then it must not count as unheard.
  written.then(settled, settled);
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  let descriptor: number | null = null;
  try {
    for (;;) {
      const wasWhole = isWhole;
      if (wasWhole) await written;
      descriptor ??= wasWhole ? openSync(file, 'r') : openIfThere(file);
      const length = descriptor === null ? 0 : readSync(descriptor, buffer, 0, buffer.length, null);
      if (length > 0) onPiece(buffer.subarray(0, length));
      else if (wasWhole) break;
      // The event loop turns in either case: signals and replies must not wait for a whole snapshot.
      await (length > 0 ? turn() : delay(POLL_MS));
    }
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
