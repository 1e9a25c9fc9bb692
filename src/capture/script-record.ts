/** A script V8 has parsed. */
export interface ScriptRecord {
  readonly scriptId: string;
  /** Empty for code that was made from a string. */
  readonly url: string;
  /** As V8 gives it: empty, a path, or a `data:` URL with the whole map. */
  readonly sourceMapURL: string;
  /** Where the program made the code from a string, by `new Function` or the like; 1-based. */
  readonly evaluatedAt?: {
    readonly scriptId: string;
    readonly url: string;
    readonly line: number;
    readonly column: number;
  };
}
