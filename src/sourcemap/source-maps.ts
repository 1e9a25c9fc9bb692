import { traceSegment, type TraceMap } from '@jridgewell/trace-mapping';
import type { GeneratedLocation } from './generated-location.ts';
import { loadMap, sourceMapUrlInFile, type Script } from './load-map.ts';
import { isHelper, isWrapper } from './before-sources.ts';
import { classOfConstructor, initializerName, isInitializer } from './class-names.ts';
import { originalFunctionName } from './function-names.ts';
import { nameInSource } from './names-in-source.ts';
import { SourceLines } from './source-lines.ts';
import { SourceMapError, type SourceMapFailureReason } from './parse-map.ts';
import { pathOf } from './paths.ts';
import { readTextFile, type ReadFile } from './read-file.ts';

/** Where a function starts in the code that was written. Lines and columns are 1-based. */
export interface OriginalLocation {
  /** Path as `pathOf` gives it; of the generated file when there is no map. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly functionName: string;
  /** False when the position is still that of the generated code. */
  readonly isMapped: boolean;
  /** Whether it is code outside all functions. */
  readonly isTopLevel: boolean;
  /** Whether it is a function of the compiler's, such as esbuild's `__name`, that no source has. */
  readonly isAdded: boolean;
}

/** A source map that could not be used, or was caught lying. */
export interface SourceMapFailure {
  readonly url: string;
  readonly reason: SourceMapFailureReason;
  /** Lookups that fell back to the generated position because of it. */
  readonly lookups: number;
}

/** Settings of `SourceMaps`; sizes in bytes. */
export interface SourceMapsOptions {
  readonly readFile?: ReadFile;
  /** A larger map is not read. Default 128 MiB. */
  readonly maxMapBytes?: number;
  /** Text whose decoded maps are kept; the least recently used go first. Default 64 MiB. */
  readonly maxCachedBytes?: number;
}

interface Entry {
  readonly map: TraceMap;
  readonly characters: number;
  /** For each source index, its number of lines; filled when asked for. */
  readonly lineCounts: Map<number, number>;
  /** For each source index, its lines, none when it cannot be read; filled when a name is looked for. */
  readonly lines: Map<number, readonly string[]>;
}

const MIB = 1024 * 1024;

/** Of code made by code made by code … */
const MAX_EVALUATIONS = 10;

/** More lines than any source has; maps that say otherwise are damaged. */
const MAX_LINES = 10_000_000;

/**
 * Source maps of one program's scripts: loaded when first asked for, kept while they fit.
 *
 * A map that is missing, damaged, huge or lying never throws: the generated position comes back and the
 * failure is counted in `failures()`.
 */
export class SourceMaps {
  readonly #scripts = new Map<string, Script>();
  readonly #readFile: ReadFile;
  readonly #sourceLines: SourceLines;
  readonly #maxMapBytes: number;
  readonly #maxCachedBytes: number;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #cachedBytes = 0;
  readonly #withoutMap = new Set<string>();
  readonly #failures = new Map<string, { url: string; reason: SourceMapFailureReason; lookups: number }>();

  constructor(scripts: Iterable<Script> = [], options: SourceMapsOptions = {}) {
    for (const script of scripts) this.#scripts.set(script.scriptId, script);
    this.#readFile = options.readFile ?? readTextFile;
    this.#sourceLines = new SourceLines(this.#readFile);
    this.#maxMapBytes = options.maxMapBytes ?? 128 * MIB;
    this.#maxCachedBytes = options.maxCachedBytes ?? 64 * MIB;
  }

  /** The script V8 numbered `scriptId`, if it was reported. */
  script(scriptId: string): Script | undefined {
    return this.#scripts.get(scriptId);
  }

  /**
   * Where a file made the code of a script from a string (`new Function`, a compiled template); undefined for a script of
   * a file's, and where nobody saw it.
   */
  evaluatedAt(scriptId: string): GeneratedLocation | undefined {
    let place = this.#scripts.get(scriptId)?.evaluatedAt;
    for (let depth = 0; place?.url === '' && depth < MAX_EVALUATIONS; depth++) {
      place = this.#scripts.get(place.scriptId)?.evaluatedAt;
    }
    return place === undefined || place.url === '' ? undefined : { ...place, functionName: '' };
  }

  /** Maps that could not be used so far, in the order they were met. */
  failures(): SourceMapFailure[] {
    return [...this.#failures.values()].map((failure) => ({ ...failure }));
  }

  /** The original position of a generated one, or the generated one itself. Never throws. */
  originalLocation(generated: GeneratedLocation): OriginalLocation {
    const key = this.#keyOf(generated);
    const entry = this.#entryFor(key, generated);
    const found = (entry && this.#lookUp(entry, key, generated)) ?? unmapped(generated);
    if (found.isMapped || !isInitializer(found.functionName)) return found;
    return {
      ...found,
      functionName: initializerName(
        found.functionName,
        this.#sourceLines.ofFile(found.path),
        found.line,
        found.column,
      ),
    };
  }

  /** Profiles read without a list of scripts share one map a URL. */
  #keyOf({ scriptId, url }: GeneratedLocation): string {
    return this.#scripts.has(scriptId) ? scriptId : url;
  }

  #entryFor(key: string, generated: GeneratedLocation): Entry | undefined {
    const failure = this.#failures.get(key);
    if (failure) {
      failure.lookups += 1;
      return undefined;
    }
    if (this.#withoutMap.has(key)) return undefined;
    const entry = this.#entries.get(key);
    if (!entry) return this.#load(key, generated);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #load(key: string, { scriptId, url }: GeneratedLocation): Entry | undefined {
    const script = this.#scripts.get(scriptId) ?? this.#discovered(scriptId, url);
    try {
      const loaded = loadMap(script, this.#readFile, this.#maxMapBytes);
      if (!loaded) {
        this.#withoutMap.add(key);
        return undefined;
      }
      const entry: Entry = { ...loaded, lineCounts: new Map(), lines: new Map() };
      this.#entries.set(key, entry);
      this.#cachedBytes += entry.characters;
      this.#evict();
      return entry;
    } catch (error) {
      if (!(error instanceof SourceMapError)) throw error;
      this.#fail(key, script.url, error.reason);
      return undefined;
    }
  }

  #discovered(scriptId: string, url: string): Script {
    return { scriptId, url, sourceMapURL: sourceMapUrlInFile(url, this.#readFile, this.#maxMapBytes) };
  }

  /** Keeps the newest whatever its size: it is about to be used. */
  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#cachedBytes <= this.#maxCachedBytes || this.#entries.size === 1) return;
      this.#entries.delete(key);
      this.#cachedBytes -= entry.characters;
    }
  }

  #fail(key: string, url: string, reason: SourceMapFailureReason): void {
    this.#failures.set(key, { url, reason, lookups: 1 });
    const entry = this.#entries.get(key);
    if (entry) this.#cachedBytes -= entry.characters;
    this.#entries.delete(key);
  }

  #lookUp(entry: Entry, key: string, generated: GeneratedLocation): OriginalLocation | undefined {
    try {
      if (isHelper(entry.map, generated)) return { ...unmapped(generated), isAdded: true };
      if (startsScript(generated) || isWrapper(entry.map, generated)) return onlySource(entry.map, 1);
      // V8 did not tell the position. It must not be looked up: the decoder would take it for damage to the map.
      if (generated.line < 1) return onlySource(entry.map, 0);
      const segment = traceSegment(entry.map, generated.line - 1, generated.column - 1);
      // One field: code the compiler added, which no source has. A source of null: the map does not say.
      if (segment?.length === undefined || segment.length === 1) return undefined;
      const [, source, line, column] = segment;
      if (entry.map.sources[source] === null) return undefined;
      if (!isPlausible(entry, source, line)) {
        this.#fail(key, generated.url, 'lying');
        return undefined;
      }
      return {
        path: pathOf(entry.map.resolvedSources[source]),
        line: line + 1,
        column: column + 1,
        functionName: this.#functionName(entry, source, line, column, generated),
        isMapped: true,
        isTopLevel: false,
        isAdded: false,
      };
    } catch {
      // The decoder meets damage in `mappings` only here, at the first lookup.
      this.#fail(key, generated.url, 'damaged');
      return undefined;
    }
  }

  #functionName(
    entry: Entry,
    source: number,
    line: number,
    column: number,
    generated: GeneratedLocation,
  ): string {
    const { functionName } = generated;
    if (isInitializer(functionName))
      return initializerName(functionName, this.#linesOf(entry, source), line + 1, column + 1);
    const original = originalFunctionName(entry.map, generated, (other) => this.#linesOf(entry, other));
    if (original !== undefined) return original;
    if (functionName !== '' && entry.map.names.length > 0) {
      const lines = this.#linesOf(entry, source);
      const shortened = classOfConstructor(lines, line + 1, column + 1);
      if (shortened !== undefined && entry.map.names.includes(shortened)) return shortened;
    }
    // A name of one word is the program's own.
    if (functionName !== '' && !functionName.includes('.')) return functionName;
    return nameInSource(this.#linesOf(entry, source), line + 1, column + 1, functionName);
  }

  #linesOf({ map, lines: known }: Entry, source: number): readonly string[] {
    let lines = known.get(source);
    if (lines === undefined) known.set(source, (lines = this.#sourceLines.ofSource(map, source)));
    return lines;
  }
}

function unmapped(generated: GeneratedLocation): OriginalLocation {
  const { url, line, column, functionName } = generated;
  const isTopLevel = startsScript(generated);
  return { path: pathOf(url), line, column, functionName, isMapped: false, isTopLevel, isAdded: false };
}

/** True for the code of a module or script outside all functions: V8 gives it no name and position 1:1. */
function startsScript({ functionName, line, column }: GeneratedLocation): boolean {
  return functionName === '' && line === 1 && column === 1;
}

/**
 * The source of a script that has but one, for code whose position says nothing: top-level code starts where its
 * source does, though its first mapped statement may be lines below. A bundle's belongs to no single source.
 */
function onlySource(map: TraceMap, position: 0 | 1): OriginalLocation | undefined {
  const [source, ...others] = new Set(map.resolvedSources.filter((_, i) => map.sources[i] !== null));
  if (source === undefined || others.length > 0) return undefined;
  const isTopLevel = position === 1;
  return {
    path: pathOf(source),
    line: position,
    column: position,
    functionName: '',
    isMapped: true,
    isTopLevel,
    isAdded: false,
  };
}

/** False when the map names a source it does not list, or a line that source does not have; from 0 here. */
function isPlausible(entry: Entry, source: number, line: number): boolean {
  if (source < 0 || source >= entry.map.sources.length || !(line >= 0 && line < MAX_LINES)) return false;
  let lineCount = entry.lineCounts.get(source);
  if (lineCount === undefined) {
    const content = entry.map.sourcesContent?.[source];
    lineCount = typeof content === 'string' ? countLines(content) : MAX_LINES;
    entry.lineCounts.set(source, lineCount);
  }
  return line < lineCount;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
