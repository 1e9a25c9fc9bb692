/** Bars of one character, the lowest first. */
export const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * Draws values over time in one line of block characters, from the smallest to the largest.
 *
 * @param points - Time and value, in order of time; where several fall on one column, the largest shows.
 * @param columns - Characters to draw.
 */
export function sparkline(
  points: readonly { readonly at: number; readonly value: number }[],
  columns: number,
): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const span = Math.max(1, last.at - first.at);
  const highest: (number | undefined)[] = Array.from({ length: columns });
  for (const { at, value } of points) {
    const column = Math.min(columns - 1, Math.floor(((at - first.at) / span) * columns));
    highest[column] = Math.max(highest[column] ?? 0, value);
  }
  const bottom = Math.min(...points.map(({ value }) => value));
  const range = Math.max(...points.map(({ value }) => value)) - bottom;
  let current = first.value;
  return highest
    .map((value) => {
      current = value ?? current;
      const height = range === 0 ? 0 : (current - bottom) / range;
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(height * BLOCKS.length))];
    })
    .join('');
}
