import { AnyMap, type TraceMap } from '@jridgewell/trace-mapping';

/** Why a source map could not be used. */
export type SourceMapFailureReason =
  /** Its file is not there or cannot be read. */
  | 'missing'
  /** Larger than memprof is willing to decode. */
  | 'too-large'
  /** Not JSON, or JSON that is no version 3 source map. */
  | 'damaged'
  /** Its URL is one memprof does not fetch, such as `https:`. */
  | 'unsupported-url'
  /** It names lines or files that do not exist. */
  | 'lying';

/** Why a map was refused; caught where maps are loaded, and counted there. */
export class SourceMapError extends Error {
  readonly reason: SourceMapFailureReason;

  constructor(reason: SourceMapFailureReason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/**
 * Most characters of mappings, and most generated lines, that are decoded. A character decodes to at most
 * about 40 bytes of arrays, so this bounds a decoded map to some 600 MB; the bundles of large editors have
 * 10 to 15 million characters.
 */
const MAX_MAPPING_CHARACTERS = 16 * 1024 * 1024;
const MAX_GENERATED_LINES = 4 * 1024 * 1024;

/** Deeper nesting of indexed maps than any tool writes. */
const MAX_SECTION_DEPTH = 16;

/**
 * Parses a source map, indexed ("sections") or plain, after checking all that could make the decoder
 * misbehave or need unbounded memory.
 *
 * @param text - JSON, with or without the `)]}'` line some servers put before it.
 * @param mapUrl - What the relative paths of its sources are relative to.
 * @throws SourceMapError
 */
export function parseSourceMap(text: string, mapUrl: string | undefined): TraceMap {
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith(")]}'") ? text.slice(text.indexOf('\n') + 1) : text);
  } catch (cause) {
    throw new SourceMapError('damaged', { cause });
  }
  checkMap(json, 0, { characters: MAX_MAPPING_CHARACTERS });
  try {
    return new AnyMap(json as ConstructorParameters<typeof AnyMap>[0], mapUrl ?? null);
  } catch (cause) {
    throw new SourceMapError('damaged', { cause });
  }
}

interface MapShape {
  readonly version?: unknown;
  readonly mappings?: unknown;
  readonly sources?: unknown;
  readonly names?: unknown;
  readonly sourceRoot?: unknown;
  readonly sourcesContent?: unknown;
  readonly sections?: unknown;
}

interface SectionShape {
  readonly offset?: { readonly line?: unknown; readonly column?: unknown } | null;
  readonly map?: unknown;
}

function checkMap(json: unknown, depth: number, left: { characters: number }): void {
  const map = json as MapShape | null;
  check(typeof map === 'object' && map !== null && map.version === 3 && depth <= MAX_SECTION_DEPTH);
  if (map.sections !== undefined) {
    check(Array.isArray(map.sections));
    for (const section of map.sections as (SectionShape | null)[]) {
      check(isLineOrColumn(section?.offset?.line) && isLineOrColumn(section?.offset?.column));
      checkMap(section?.map, depth + 1, left);
    }
    return;
  }
  check(typeof map.mappings === 'string');
  check(isArrayOf(map.sources, (source) => source === null || typeof source === 'string'));
  check(map.names === undefined || isArrayOf(map.names, (name) => typeof name === 'string'));
  check(map.sourceRoot == null || typeof map.sourceRoot === 'string');
  check(map.sourcesContent == null || Array.isArray(map.sourcesContent));
  left.characters -= map.mappings.length;
  if (left.characters < 0 || hasMoreLines(map.mappings, MAX_GENERATED_LINES)) {
    throw new SourceMapError('too-large');
  }
}

function check(holds: boolean): asserts holds {
  if (!holds) throw new SourceMapError('damaged');
}

/** A section's offset. The decoder fills an array up to it: a lie of a thousand million lines is a crash. */
function isLineOrColumn(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_GENERATED_LINES;
}

function isArrayOf(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember);
}

function hasMoreLines(mappings: string, limit: number): boolean {
  if (mappings.length <= limit) return false;
  let lines = 0;
  for (let at = mappings.indexOf(';'); at !== -1; at = mappings.indexOf(';', at + 1)) {
    if (++lines > limit) return true;
  }
  return false;
}
