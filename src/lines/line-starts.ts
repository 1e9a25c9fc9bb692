/** For each line as V8 counts them, the offset of its start. */
export function lineStarts(source: string): number[] {
  const starts = [0];
  for (const { index, 0: ending } of source.matchAll(/\r\n?|[\n\u2028\u2029]/g))
    starts.push(index + ending.length);
  return starts;
}
