/** Compares two strings by UTF-16 code units: the same order on every machine and locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Largest `size` first; ties by `key`, so that the same input always gives the same order. */
export function byLargest<T>(size: (item: T) => number, key: (item: T) => string) {
  return (a: T, b: T): number => size(b) - size(a) || byText(key(a), key(b));
}
