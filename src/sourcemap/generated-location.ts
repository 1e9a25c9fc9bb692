/** Where a function starts in the code that ran. Lines and columns are 1-based. */
export interface GeneratedLocation {
  readonly scriptId: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** V8's name for the function, empty when it has none. */
  readonly functionName: string;
}
