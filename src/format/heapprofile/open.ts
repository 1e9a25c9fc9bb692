import { readFileSync } from 'node:fs';
import { MemprofError } from '../../base/errors.ts';
import { parseHeapProfile } from './read.ts';
import type { HeapProfileTables } from './tables.ts';

/**
 * Reads a `.heapprofile` file.
 *
 * @throws MemprofError `NOT_FOUND` when there is none, `BAD_FILE` when it cannot be read or is damaged.
 */
export function openHeapProfile(path: string): HeapProfileTables {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new MemprofError('NOT_FOUND', `There is no file \`${path}\`.`, { cause });
    }
    throw new MemprofError('BAD_FILE', `\`${path}\` cannot be read (${code ?? String(cause)}).`, { cause });
  }
  return parseHeapProfile(text, path);
}
