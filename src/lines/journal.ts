import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineMap, NamedLines } from './line-map.ts';

/** What became of one source, or what is left out, as one line of JSON in the journal. */
export type JournalEntry =
  | {
      /** The script's file: URL. */
      readonly url: string;
      /** Names the stored maps: `<key>.json` in the cache directory. */
      readonly key: string;
    }
  | {
      readonly url: string;
      /** Why the source was loaded as it is. */
      readonly untouched: string;
    }
  | {
      /** The program has started one of these; there nothing is rewritten. */
      readonly started: 'worker thread' | 'child process';
    };

/** What is stored about a rewritten source, next to its code. */
export interface StoredMaps {
  /** From the rewritten code to the original: for TypeScript, to the `.ts` file. */
  readonly map: LineMap;
  /** From the rewritten code to what was rewritten. Left out where that is the original. */
  readonly ownMap?: LineMap;
  /** Line and column (1-based, alternating) of each site's arrow function in the rewritten code. */
  readonly sites: readonly number[];
  /** Those of them that follow the file. */
  readonly apart: NamedLines;
  /** The same of the program's functions that allocate on one line alone. */
  readonly exact: readonly number[];
}

/** Adds an entry to the journal. Short appends are whole, whichever thread or process makes them. */
export function appendToJournal(journalFile: string, entry: JournalEntry): void {
  appendFileSync(journalFile, `${JSON.stringify(entry)}\n`);
}

/** Reads a journal, in the order of loading. A URL loaded twice is there twice; the last entry counts. */
export function readJournal(journalFile: string): JournalEntry[] {
  const lines = readFileSync(journalFile, 'utf8').split('\n');
  // A process that was killed may leave half a line at the end.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
}

/** Reads the maps of a rewritten source. */
export function readMaps(cacheDir: string, key: string): StoredMaps {
  return JSON.parse(readFileSync(join(cacheDir, `${key}.json`), 'utf8')) as StoredMaps;
}
