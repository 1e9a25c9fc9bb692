/** What a view is asked for. */
export interface ViewOptions {
  /** Rows in each list. */
  readonly limit: number;
  /** Levels of a tree; undefined for the view's own default. */
  readonly depth?: number | undefined;
}

/** Trees end here: nobody reads on, and what prints them calls itself once a level. */
export const MAX_DEPTH = 500;

/** The first rows of a list, and how many there are. */
export interface Rows<T> {
  readonly rows: readonly T[];
  /** Rows there are in all. */
  readonly rowCount: number;
}

/** Cuts a list to the limit. */
export function cut<T>(all: readonly T[], limit: number): Rows<T> {
  return { rows: all.slice(0, limit), rowCount: all.length };
}
