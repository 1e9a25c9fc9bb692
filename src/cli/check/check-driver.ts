/** Makes a target do its work, for example by calling a module or sending requests. */
export interface CheckDriver {
  /** Waits until the target can begin. @throws MemprofError `TARGET_FAILED` or `BAD_USAGE` */
  begin(): Promise<void>;
  /**
   * Runs so many iterations, fewer when `maxMs` milliseconds are over first, or when a module's keep more memory
   * than a stage may.
   *
   * @returns How many it ran.
   * @throws MemprofError `TARGET_FAILED`
   */
  iterate(count: number, maxMs: number): Promise<number>;
  /** Lets the target come to rest. */
  settle(): Promise<void>;
  /** Leaves the target to itself for so many milliseconds, then lets it come to rest. */
  rest(ms: number): Promise<void>;
  /** Lets the target clean up after itself, and ends it. @throws MemprofError when it does not come to an end. */
  end(): Promise<void>;
}
