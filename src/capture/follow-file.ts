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
 * @returns When the file is whole: what hands on the rest of it, to be called once.
 * @throws the system's error when the file cannot be read.
 */
export async function followFile(
  file: string,
  written: Promise<unknown>,
  onPiece: (piece: Uint8Array) => void,
): Promise<() => void> {
  let isWhole = false;
  const settled = (): void => void (isWhole = true);
  // A failure is thrown in the end; until then it must not count as unheard.
  written.then(settled, settled);
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  let descriptor: number | null = null;
  const handOn = (from: number): number => {
    const length = readSync(from, buffer, 0, buffer.length, null);
    if (length > 0) onPiece(buffer.subarray(0, length));
    return length;
  };
  try {
    for (;;) {
      if (isWhole) break;
      descriptor ??= openIfThere(file);
      const length = descriptor === null ? 0 : handOn(descriptor);
      // The event loop turns in either case: signals and replies must not wait for a whole snapshot.
      await (length > 0 ? turn() : delay(POLL_MS));
    }
    await written;
    const whole = (descriptor ??= openSync(file, 'r'));
    return () => {
      try {
        while (handOn(whole) > 0);
      } finally {
        closeSync(whole);
      }
    };
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor);
    throw error;
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
