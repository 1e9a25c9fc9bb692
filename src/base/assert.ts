/** Throws when `condition` is false: a bug in memprof, never the user's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`memprof bug: ${message}`);
}

/** For the `default` of a switch over a union: the compiler complains when a member is missing. */
export function unreachable(value: never): never {
  throw new Error(`memprof bug: unexpected ${JSON.stringify(value)}`);
}
