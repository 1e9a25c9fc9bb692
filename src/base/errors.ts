/** What can go wrong in a way the user can act on. */
export type MemprofErrorCode =
  | 'BAD_USAGE'
  | 'BAD_FILE'
  | 'NOT_FOUND'
  | 'TARGET_FAILED'
  | 'INSPECTOR_REFUSED'
  | 'BACKEND_MISSING'
  | 'WRITE_FAILED'
  | 'UNSUPPORTED';

/**
 * An error the user can act on: its message says what happened, where, and what to do.
 * Anything else that escapes is a bug in memprof and keeps its stack.
 */
export class MemprofError extends Error {
  readonly code: MemprofErrorCode;

  constructor(code: MemprofErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MemprofError';
    this.code = code;
  }
}
