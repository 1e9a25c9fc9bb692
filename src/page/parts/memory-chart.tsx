import { useMemo, useState } from 'preact/hooks';
import type { MemoryData, MemoryPoint } from '../../report/html/page-data.ts';
import { type ReconciledMemory, reconcile } from '../../report/reconcile.ts';
import { formatBytes, formatDuration } from '../../report/units.ts';
import type { Theme } from '../model/theme.ts';
import { Choice } from './choice.tsx';
import { type ChartSeries, TimeChart } from './time-chart.tsx';

/** The parts of RSS, the lowest first: each with its colour. */
export const PARTS = [
  { name: 'V8 heap', color: 'heap', of: (parts: ReconciledMemory) => parts.heapBytes },
  { name: 'array buffers', color: 'buffers', of: (parts: ReconciledMemory) => parts.arrayBuffersBytes },
  { name: 'other external', color: 'external', of: (parts: ReconciledMemory) => parts.otherExternalBytes },
  { name: 'unexplained', color: 'unexplained', of: (parts: ReconciledMemory) => parts.unexplainedBytes },
] as const;

interface Props {
  readonly memory: MemoryData;
  readonly theme: Theme;
  readonly height: number;
  /** What to show first. */
  readonly start: Scope;
}

/** The whole process, or what JavaScript holds: next to the first, the second is often too small to be seen. */
type Scope = 'process' | 'javascript';

/** Memory over time: RSS taken apart, stacked, with the labels on it. */
export function MemoryChart({ memory, theme, height, start }: Props) {
  const { points, labels } = memory;
  const isFollowed = labels.some(({ places }) => places.length > 0);
  const x = useMemo(() => points.map(({ elapsedMs }) => elapsedMs), [points]);
  const [scope, setScope] = useState<Scope>(start);
  const series = useMemo(() => seriesOf(points, scope), [points, scope]);
  const marks = useMemo(() => labels.map(({ name, elapsedMs }) => ({ name, x: elapsedMs })), [labels]);
  const [first, last] = [points[0]!, points.at(-1)!];
  const label = `Memory over time. RSS goes from ${formatBytes(first.rssBytes)} to ${formatBytes(last.rssBytes)}, the heap in use from ${formatBytes(first.heapUsedBytes)} to ${formatBytes(last.heapUsedBytes)}.`;
  return (
    <>
      <Choice
        label="What to show"
        options={[
          ['process', 'Whole process'],
          ['javascript', 'What JavaScript holds'],
        ]}
        value={scope}
        onChange={setScope}
      />
      <TimeChart
        label={label}
        theme={theme}
        height={height}
        x={x}
        formatX={formatDuration}
        series={series}
        marks={marks}
      />
      {isFollowed ? (
        <p class="dim more">
          Workers and children are part of the curves, by what each told last; what each has is in{' '}
          <a href="#places">Workers and children</a>.
        </p>
      ) : null}
    </>
  );
}

function seriesOf(points: readonly MemoryPoint[], scope: Scope): ChartSeries[] {
  const apart = points.map(reconcile);
  const areas = PARTS.map(({ name, color, of }, i) => ({
    name,
    color,
    isArea: true,
    values: apart.map(of),
    // Memory that was never touched is not resident: the unexplained part is negative then, and has no area.
    drawn: apart.map((parts) =>
      PARTS.slice(0, i + 1).reduce((sum, part) => sum + Math.max(0, part.of(parts)), 0),
    ),
  }));
  const line = (name: string, color: string, of: (point: MemoryPoint) => number): ChartSeries => {
    const values = points.map(of);
    return { name, color, isArea: false, values, drawn: values };
  };
  const used = line('heap in use', 'used', ({ heapUsedBytes }) => heapUsedBytes);
  if (scope === 'javascript') return [...areas.slice(0, -1).toReversed(), used];
  return [...areas.toReversed(), line('RSS', 'rss', ({ rssBytes }) => rssBytes), used];
}
