import type { NamedLines } from './line-map.ts';
import type { Segments } from './segments.ts';

/** A source with insertions made. Every line keeps its number; functions made of sites follow the last. */
export interface Edited {
  readonly code: string;
  readonly segments: Segments;
  /** For each site: generated line and column (1-based) of its function; of one that is apart, two of them. */
  readonly sitePositions: readonly number[];
  readonly apart: NamedLines;
  /** Likewise, of the program's functions that allocate on one line alone. */
  readonly exactPositions: readonly number[];
}
