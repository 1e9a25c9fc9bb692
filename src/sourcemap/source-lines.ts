import type { TraceMap } from '@jridgewell/trace-mapping';
import { pathOf } from './paths.ts';
import type { ReadFile } from './read-file.ts';

/** Most bytes of a source that is read for the names in it; what people write is far shorter. */
const MAX_SOURCE_BYTES = 4 * 2 ** 20;

/** The lines of sources, from their maps or from their files. Empty where neither has them. */
export class SourceLines {
  readonly #readFile: ReadFile;
  /** The last file that was asked for: frames of one file come one after the other. */
  #last: { readonly path: string; readonly lines: readonly string[] } | undefined;

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** @param source - The number of the source in its map. */
  ofSource(map: TraceMap, source: number): readonly string[] {
    const content = map.sourcesContent?.[source];
    return typeof content === 'string'
      ? splitLines(content)
      : this.ofFile(pathOf(map.resolvedSources[source]!));
  }

  ofFile(path: string): readonly string[] {
    if (this.#last?.path !== path) this.#last = { path, lines: splitLines(this.#textOf(path)) };
    return this.#last.lines;
  }

  #textOf(path: string): string {
    try {
      return this.#readFile(path, MAX_SOURCE_BYTES);
    } catch {
      // The program may have run elsewhere, or its sources were not shipped.
      return '';
    }
  }
}

function splitLines(text: string): string[] {
  return text.split(/\r?\n/);
}
