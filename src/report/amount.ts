/** `1`, `0.25`, `30`: a number an iteration. */
export function formatAmount(value: number): string {
  const rounded = Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 100) / 100;
  return String(rounded === 0 && value > 0 ? '<0.01' : rounded);
}
