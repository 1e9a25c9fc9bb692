import remapping from '@jridgewell/remapping';
import { decode } from '@jridgewell/sourcemap-codec';
import type { Segment } from './edit.ts';

/** A source map, version 3. */
export interface LineMap {
  readonly version: 3;
  readonly file?: string | null;
  readonly sources: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly names: readonly string[];
  readonly mappings: string;
  readonly sourceRoot?: string;
}

/**
 * Composes the map of an edit with the map the edited source came with.
 *
 * @param segments - The edit's own mappings.
 * @param input - The map from the edited source to what it was made from.
 * @returns A map from the result of the edit to what the source was made from.
 */
export function composeMap(segments: readonly Segment[][], input: LineMap): LineMap {
  const outer = {
    version: 3 as const,
    sources: ['edited'],
    names: [],
    mappings: withInputPositions(segments, decode(input.mappings)),
  };
  const composed = remapping([outer, input as never], () => null);
  return { ...composed, version: 3, mappings: String(composed.mappings) } as LineMap;
}

/** Adds a mapping at each position the input map knows: composition keeps only positions of the outer map. */
function withInputPositions(
  segments: readonly Segment[][],
  input: readonly (readonly (readonly number[])[])[],
): Segment[][] {
  return segments.map((own, line) => {
    const merged: Segment[] = [];
    const columns = input[line] ?? [];
    let next = 0;
    for (let i = 0; i < own.length; i++) {
      const segment = own[i];
      merged.push(segment);
      // A site is mapped to its own place, up to where the text goes on.
      const [generated, , original, column] = segment;
      const end = own[i + 1];
      if (original !== line || (end !== undefined && end[3] < column)) continue;
      while (next < columns.length && columns[next][0] <= column) next++;
      for (; next < columns.length && columns[next][0] < (end?.[3] ?? Infinity); next++) {
        merged.push([generated + columns[next][0] - column, 0, line, columns[next][0]]);
      }
    }
    return merged;
  });
}
