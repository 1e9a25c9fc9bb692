import type { MomentHeap } from '../../analysis/moments/results.ts';
import { formatBytes } from '../../report/units.ts';

/** So many have a colour of their own; the others are one. */
const MOST_SHOWN = 10;

/** A bar for each moment, made up of the heaps that were there. */
export function HeapBars({
  moments,
  heaps,
}: {
  readonly moments: readonly string[];
  readonly heaps: readonly MomentHeap[];
}) {
  const usedAt = ({ states, heapUsedBytes }: MomentHeap, moment: number): number =>
    states[moment] === 'ended' ? 0 : heapUsedBytes[moment]!;
  const largest = (heap: MomentHeap): number => Math.max(...heap.heapUsedBytes);
  const shown = [heaps[0]!, ...heaps.slice(1).toSorted((a, b) => largest(b) - largest(a))];
  const parts = [
    ...shown.slice(0, MOST_SHOWN).map((heap) => ({ name: heap.name, heaps: [heap] })),
    ...(shown.length > MOST_SHOWN
      ? [{ name: `${shown.length - MOST_SHOWN} more`, heaps: shown.slice(MOST_SHOWN) }]
      : []),
  ];
  const sums = moments.map((_, moment) => heaps.reduce((sum, heap) => sum + usedAt(heap, moment), 0));
  const most = Math.max(1, ...sums);
  return (
    <>
      <ul class="heap-bars">
        {moments.map((moment, at) => (
          <li key={at}>
            <span class="bar-label">{moment}</span>
            <span class="heap-bar" aria-hidden="true">
              {parts.map((part, i) => {
                const used = part.heaps.reduce((sum, heap) => sum + usedAt(heap, at), 0);
                return used === 0 ? null : (
                  <i
                    key={part.name}
                    class={tintOfPart(i)}
                    style={{ width: `${(used / most) * 100}%` }}
                    title={`${part.name}: ${formatBytes(used)}`}
                  />
                );
              })}
            </span>
            <span class="number">{formatBytes(sums[at]!)}</span>
          </li>
        ))}
      </ul>
      <ul class="keys">
        {parts.map(({ name }, i) => (
          <li key={name}>
            <i class={`key ${tintOfPart(i)}`} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}

function tintOfPart(at: number): string {
  if (at === 0) return 'tint-own-1';
  return at >= MOST_SHOWN ? 'tint-other' : `tint-${(at - 1) % 8}`;
}
