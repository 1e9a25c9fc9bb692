/** For each line as V8 counts them, the offset of its start. */
export function lineStarts(source: string): number[] {
  const starts = [0];
  for (const { index, 0: ending } of source.matchAll(/\r\n?|[\n\u2028\u2029]/g))
    starts.push(index + ending.length);
  return starts;
}

/** The index of the last of some ascending numbers that is not above a limit. */
export function lastAtOrBefore(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle] <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
