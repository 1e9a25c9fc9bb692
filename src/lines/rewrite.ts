import { composeMap } from './compose-map.ts';
import type { LineMap, NamedLines } from './line-map.ts';
import { edit } from './edit.ts';
import { findSites } from './walk/find-sites.ts';
import { lineStarts } from './line-starts.ts';
import { listInsertions, unusedPrefix } from './insertions.ts';
import { originalLines } from './original-lines.ts';
import type { SourceFormat } from './syntax.ts';

export type { LineMap } from './line-map.ts';
export type { SourceFormat } from './syntax.ts';

/** What rewrite() is told about a source. */
export interface RewriteOptions {
  /** Path or URL the source was read from; the map's source. */
  readonly filename: string;
  readonly format: SourceFormat;
  /** The map from this source to what it was made from, if it was made from something. */
  readonly inputSourceMap?: LineMap | undefined;
  /** Keep Node from printing rewritten lines above an uncaught error. Off by default. */
  readonly hideLines?: boolean;
}

/** A rewritten source. Every line keeps its number; columns change, and functions of sites follow. */
export interface Rewritten {
  readonly code: string;
  /** From the rewritten code to the original: to `inputSourceMap`'s sources where there is one. */
  readonly map: LineMap;
  /** From the rewritten code to the given source. The same as `map` where there is no input map. */
  readonly ownMap: LineMap;
  /** Line and column (1-based, alternating) of each site's function in the rewritten code. */
  readonly sites: readonly number[];
  /** Those of them that follow the file. */
  readonly apart: NamedLines;
  /** Line and column, likewise, of the program's functions that allocate on one line alone. */
  readonly exact: readonly number[];
}

/**
 * Puts each allocating expression into a function of its own: `[a, b]` becomes `$m1(a,b)`, with
 * `function $m1(a,b){return ([a, b])}` at the end of the file, or, if it cannot do without what is around
 * it, `(()=>([a, b]))()`. V8 names the function an allocation happened in; so it names the expression. The program means the same.
 *
 * @throws SyntaxError when the source is not JavaScript of that format, and Error when it uses syntax that
 *   this program does not know: load it untouched then.
 */
export function rewrite(source: string, options: RewriteOptions): Rewritten {
  const { filename, format, inputSourceMap, hideLines = false } = options;
  const starts = lineStarts(source);
  const prefix = unusedPrefix(source);
  const isOneLine = originalLines(starts, inputSourceMap);
  const findings = findSites(source, starts, format, prefix, isOneLine);
  const insertions = listInsertions(source, findings, prefix);
  const isComposed = inputSourceMap !== undefined;
  const edited = edit(source, starts, insertions, { hideLines, isComposed });
  const { code, segments, sitePositions, apart, exactPositions } = edited;
  const ownMap: LineMap = { version: 3, sources: [filename], names: [], mappings: segments.encode() };
  const map = inputSourceMap === undefined ? ownMap : composeMap(segments, inputSourceMap);
  return { code, map, ownMap, sites: sitePositions, apart, exact: exactPositions };
}
