import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { LinesConfig } from './config.ts';
import { hideLimit } from './hide-limit.ts';
import { inlineMapComment, readInputMap } from './input-map.ts';
import { appendToJournal } from './journal.ts';
import type { StoredMaps } from './journal.ts';
import { isInScope } from './scope.ts';
import type { Rewritten, SourceFormat } from './rewrite.ts';

/** Part of every key. Raise it when the same source is to come out differently. */
const FORMAT_VERSION = '5';

/** The rewriting and all its libraries, loaded when the first source is not in the cache. */
type Rewrite = typeof import('./rewrite.ts').rewrite;

/** Rewrites sources as they are loaded, keeps the results, and writes the journal. */
export class RewriteStore {
  readonly #config: LinesConfig;
  readonly #rewrite: Rewrite;

  constructor(config: LinesConfig, rewrite: Rewrite) {
    this.#config = config;
    this.#rewrite = rewrite;
    mkdirSync(config.cacheDir, { recursive: true });
  }

  /**
   * Rewrites one source. Never throws: what cannot be rewritten is to be loaded as it is.
   *
   * @param url - The script's URL.
   * @param format - How it will be loaded; undefined when only its text can tell.
   * @returns undefined when the source is to be loaded as it is.
   */
  load(source: string, url: string, format: SourceFormat | undefined): string | undefined {
    if (!isInScope(url, this.#config.scope)) return hideLimit(source, format);
    try {
      const key = createHash('sha256')
        .update(`${FORMAT_VERSION}\0${format}\0${url}\0${source}`)
        .digest('hex')
        .slice(0, 40);
      const code = this.#readCode(key) ?? this.#make(source, url, format, key);
      appendToJournal(this.#config.journalFile, { url, key });
      return code;
    } catch (error) {
      this.#notePassed(url, error);
      return undefined;
    }
  }

  #notePassed(url: string, error: unknown): void {
    try {
      appendToJournal(this.#config.journalFile, { url, untouched: (error as Error).message });
    } catch {
      // With no journal to write to, memprof finds no entry and says so; the program must not fail for it.
    }
  }

  #readCode(key: string): string | undefined {
    try {
      return readFileSync(join(this.#config.cacheDir, `${key}.js`), 'utf8');
    } catch {
      return undefined;
    }
  }

  #make(source: string, url: string, format: SourceFormat | undefined, key: string): string {
    const input = readInputMap(source, url);
    // Node finds the line of an uncaught error by the map, where there is one in the source.
    const options = { filename: url, inputSourceMap: input?.map, hideLines: input?.isInline !== true };
    const rewritten = this.#rewriteAs(source, format, options);
    const code =
      input === undefined
        ? rewritten.code
        : replaceComment(rewritten.code, source.slice(input.start, input.end), rewritten);
    const { map, ownMap, sites, apart, exact } = rewritten;
    const maps: StoredMaps =
      input === undefined ? { map, sites, apart, exact } : { map, ownMap, sites, apart, exact };
    this.#write(`${key}.json`, JSON.stringify(maps));
    // Written last: who finds the code may rely on the maps.
    this.#write(`${key}.js`, code);
    return code;
  }

  /** Node tries a source whose format it does not know as CommonJS first. */
  #rewriteAs(
    source: string,
    format: SourceFormat | undefined,
    options: Omit<Parameters<Rewrite>[1], 'format'>,
  ): Rewritten {
    if (format !== undefined) return this.#rewrite(source, { ...options, format });
    try {
      return this.#rewrite(source, { ...options, format: 'commonjs' });
    } catch {
      return this.#rewrite(source, { ...options, format: 'module' });
    }
  }

  #write(name: string, text: string): void {
    const path = join(this.#config.cacheDir, name);
    const temporary = `${path}.${process.pid}.${threadId}`;
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  }
}

/** The map is put where the old one was, as long as that is text of the program and not of the rewriting. */
function replaceComment(code: string, comment: string, rewritten: Rewritten): string {
  const start = code.lastIndexOf(comment);
  if (start === -1) return code;
  return code.slice(0, start) + inlineMapComment(rewritten.map) + code.slice(start + comment.length);
}
