/** A script V8 has parsed. */
export interface ScriptRecord {
  readonly scriptId: string;
  readonly url: string;
  /** As V8 gives it: empty, a path, or a `data:` URL with the whole map. */
  readonly sourceMapURL: string;
}
