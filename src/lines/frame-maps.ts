import { decode } from '@jridgewell/sourcemap-codec';
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { LinesConfig } from './config.ts';
import { readJournal, readMaps } from './journal.ts';

/** A place in a source; both 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions of one rewritten source. */
export class FrameMap {
  readonly #lines: readonly (readonly (readonly number[])[])[];
  readonly #sites = new Set<string>();

  constructor(mappings: string, sites: readonly number[]) {
    this.#lines = decode(mappings);
    for (let i = 0; i < sites.length; i += 2) this.#sites.add(`${sites[i]}:${sites[i + 1]}`);
  }

  /** Whether a function that starts here, in the rewritten code, is one that rewriting put there. */
  isSite(line: number, column: number): boolean {
    return this.#sites.has(`${line}:${column}`);
  }

  /** The place in the source as it was before rewriting. */
  toSource({ line, column }: Position): Position {
    const segments = this.#lines[line - 1] ?? [];
    let found: readonly number[] | undefined;
    for (const segment of segments) {
      if (segment[0] > column - 1) break;
      found = segment;
    }
    if (found === undefined) return { line, column };
    // Text is only ever added, so what follows a mapping is as far from it as before.
    return { line: found[2] + 1, column: found[3] + (column - 1 - found[0]) + 1 };
  }

  /** Whether rewriting changed a line (1-based) of the source. */
  isEdited(line: number): boolean {
    return this.#lines.some((segments, generated) =>
      segments.some(
        ([column, , original, from]) => original === line - 1 && (column !== from || generated !== original),
      ),
    );
  }
}

/**
 * The positions of every rewritten source. Nothing is read, and nothing held in the program's heap, until
 * the program asks for the stack of an error.
 */
export class FrameMaps {
  readonly #config: LinesConfig;
  readonly #keyOfUrl = new Map<string, string>();
  /** Held weakly: a snapshot of the program's heap, which begins with a collection, is not to show them. */
  readonly #maps = new Map<string, WeakRef<FrameMap>>();
  #journalBytes = 0;

  constructor(config: LinesConfig) {
    this.#config = config;
  }

  /** The positions of a script, by its path or URL; undefined if it was not rewritten. */
  of(script: string): FrameMap | undefined {
    if (script.startsWith('node:')) return undefined;
    const url = script.startsWith('/') || /^[A-Za-z]:\\/.test(script) ? pathToFileURL(script).href : script;
    this.#readNewEntries();
    const key = this.#keyOfUrl.get(url);
    if (key === undefined) return undefined;
    let map = this.#maps.get(key)?.deref();
    if (map === undefined) {
      const stored = readMaps(this.#config.cacheDir, key);
      map = new FrameMap((stored.ownMap ?? stored.map).mappings, stored.sites);
      this.#maps.set(key, new WeakRef(map));
    }
    return map;
  }

  #readNewEntries(): void {
    const { journalFile } = this.#config;
    const { size } = statSync(journalFile, { throwIfNoEntry: false }) ?? { size: 0 };
    if (size === this.#journalBytes) return;
    this.#journalBytes = size;
    for (const entry of readJournal(journalFile)) {
      if ('key' in entry) this.#keyOfUrl.set(entry.url, entry.key);
    }
  }
}
