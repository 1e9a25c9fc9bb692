import { useMemo } from 'preact/hooks';
import type { MemoryData, MemoryPoint } from '../../report/html/page-data.ts';
import { type ReconciledMemory, reconcile } from '../../report/reconcile.ts';
import { formatBytes, formatDuration } from '../../report/units.ts';
import type { Theme } from '../model/theme.ts';
import { type ChartSeries, TimeChart } from './time-chart.tsx';

/** The parts of RSS, the lowest first: each with its colour. */
export const PARTS = [
  { name: 'V8 heap', color: 'heap', of: (parts: ReconciledMemory) => parts.heapBytes },
  { name: 'array buffers', color: 'buffers', of: (parts: ReconciledMemory) => parts.arrayBuffersBytes },
  { name: 'other external', color: 'external', of: (parts: ReconciledMemory) => parts.otherExternalBytes },
  { name: 'unexplained', color: 'unexplained', of: (parts: ReconciledMemory) => parts.unexplainedBytes },
] as const;

/** Memory over time: RSS taken apart, stacked, with the labels on it. */
export function MemoryChart({ memory, theme, height }: { memory: MemoryData; theme: Theme; height: number }) {
  const { points, labels } = memory;
  const x = useMemo(() => points.map(({ elapsedMs }) => elapsedMs), [points]);
  const series = useMemo(() => seriesOf(points), [points]);
  const marks = useMemo(() => labels.map(({ name, elapsedMs }) => ({ name, x: elapsedMs })), [labels]);
  const [first, last] = [points[0]!, points.at(-1)!];
  const label = `Memory over time. RSS goes from ${formatBytes(first.rssBytes)} to ${formatBytes(last.rssBytes)}, the heap in use from ${formatBytes(first.heapUsedBytes)} to ${formatBytes(last.heapUsedBytes)}.`;
  return (
    <TimeChart
      label={label}
      theme={theme}
      height={height}
      x={x}
      formatX={formatDuration}
      series={series}
      marks={marks}
    />
  );
}

function seriesOf(points: readonly MemoryPoint[]): ChartSeries[] {
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
  return [
    ...areas.toReversed(),
    line('RSS', 'rss', ({ rssBytes }) => rssBytes),
    line('heap in use', 'used', ({ heapUsedBytes }) => heapUsedBytes),
  ];
}
