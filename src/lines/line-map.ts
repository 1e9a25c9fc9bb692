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

/** Functions on lines of their own, one after the other. */
export interface NamedLines {
  /** Line (1-based) of the first. */
  readonly line: number;
  readonly names: readonly string[];
}
