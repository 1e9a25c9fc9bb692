/** A piece of text and how it is meant. Text may come from the program: renderers make it harmless. */
export interface PageCell {
  readonly text: string;
  readonly tone?: 'strong' | 'dim' | 'warning';
  /** Levels of a tree it is moved in by. */
  readonly indent?: number;
}

/** One column of a table. */
export interface PageColumn {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Where room is scarce it is shortened to so many characters first, then further. */
  readonly shortenTo?: number;
}

/** A table with a heading. */
export interface PageTable {
  readonly heading: string;
  readonly columns: readonly PageColumn[];
  readonly rows: readonly (readonly PageCell[])[];
  /** Rows there are; more than `rows` when the limit cut them. */
  readonly rowCount: number;
}

/** A view's result for people, before it is known how it is printed. */
export interface Page {
  readonly title: string;
  /** What to make of it. */
  readonly sentence: string;
  readonly tables: readonly PageTable[];
  /** What the figures leave out. */
  readonly notes: readonly string[];
  /** Arguments of `memprof analyze <file>` worth a look next, and why. */
  readonly next: readonly { readonly args: string; readonly why: string }[];
}
