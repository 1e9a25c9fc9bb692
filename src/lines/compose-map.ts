import remapping from '@jridgewell/remapping';
import { decode } from '@jridgewell/sourcemap-codec';
import { SITE, TEXT } from './segments.ts';
import type { Segments } from './segments.ts';
import type { LineMap } from './line-map.ts';

/**
 * Composes the map of an edit with the map the edited source came with.
 *
 * @param edited - The mappings of the edit.
 * @param input - The map from the edited source to what it was made from.
 * @returns A map from the result of the edit to what the source was made from.
 */
export function composeMap(edited: Segments, input: LineMap): LineMap {
  const mappings = decode(input.mappings);
  const outer = {
    version: 3 as const,
    sources: ['edited'],
    names: [],
    mappings: withInputPositions(edited, mappings),
  };
  const composed = remapping([outer as never, withNodesNames(input, mappings) as never], () => null);
  return { ...composed, version: 3, mappings: `${String(composed.mappings)};` } as LineMap;
}

type Mappings = readonly (readonly (readonly number[])[])[];

/**
 * A map whose last position has the name that Node reads there: it takes the end of the text for one more
 * field, which repeats the name before. That position is not the last any more.
 */
function withNodesNames(input: LineMap, mappings: Mappings): object {
  const isRead = input.names.length > 0 && /[^,;]$/.test(input.mappings);
  const line = mappings.findLastIndex((segments) => segments.length > 0);
  const last = mappings[line]?.at(-1);
  if (!isRead || last?.length !== 4) return { ...input, mappings };
  const name = mappings.flat().findLast((segment) => segment.length === 5)?.[4] ?? 0;
  return { ...input, mappings: mappings.with(line, [...mappings[line].slice(0, -1), [...last, name]]) };
}

/** Adds a mapping at each position the input map knows: composition keeps only positions of the outer map. */
function withInputPositions(segments: Segments, input: Mappings): number[][][] {
  return segments.toLines().map((own) => {
    const merged: number[][] = [];
    for (const [i, { column, line, originalColumn, kind }] of own.entries()) {
      merged.push([column, 0, line, originalColumn]);
      if (kind !== TEXT) continue;
      const following = own[i + 1]?.kind === SITE ? own[i + 2] : own[i + 1];
      const end = following?.line === line ? following.originalColumn : Infinity;
      const columns = input[line] ?? [];
      for (let next = firstAfter(columns, originalColumn); columns[next]?.[0] < end; next++) {
        merged.push([column + columns[next][0] - originalColumn, 0, line, columns[next][0]]);
      }
    }
    return merged;
  });
}

/** The place of the first of some ascending mappings that is behind a column. */
function firstAfter(columns: readonly (readonly number[])[], column: number): number {
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns[middle][0] <= column) low = middle + 1;
    else high = middle;
  }
  return low;
}
