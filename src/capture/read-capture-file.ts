import { readFileSync } from 'node:fs';
import { MemprofError } from '../base/errors.ts';

/**
 * Reads a file that a capture names.
 *
 * @throws MemprofError `BAD_FILE` when it is gone, or cannot be read.
 */
export function readCaptureFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MemprofError(
      'BAD_FILE',
      `${file} cannot be read: ${(error as Error).message}. The capture is not whole: copy all of it, or record it again.`,
      { cause: error },
    );
  }
}
