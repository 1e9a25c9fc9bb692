import { hasGrowth, type Judgement } from './judge.ts';
import { pointsOf } from './outside.ts';
import type { CheckResult, CheckSeries } from './result.ts';
import type { Round } from './rounds.ts';
import { JUDGED_INTERVALS, type SeriesPoint } from './series.ts';
import { type Shape, shapeOf } from './shape.ts';

/** The figures of a result that follow from its rounds alone. */
export function summarize(
  rounds: readonly Round[],
  judgement: Judgement,
): Pick<CheckResult, 'perIteration' | 'shape' | 'series'> {
  const stages = rounds.filter(({ kinds }) => kinds !== null);
  const bytes = totals(stages, 'bytes');
  const objects = totals(stages, 'count');
  return {
    perIteration: {
      bytes: rateOf(bytes),
      objects: rateOf(objects),
      arrayBuffersBytes: rateOf(pointsOf(stages, ({ arrayBuffersBytes }) => arrayBuffersBytes)),
      rssBytes: rateOf(pointsOf(stages, ({ rssBytes }) => rssBytes)),
      fileDescriptors: fileDescriptorRate(stages),
    },
    shape: hasGrowth(judgement) ? shapeOfGrowth(stages, judgement, bytes) : null,
    series: seriesOf(rounds, bytes, objects),
  };
}

/** The shape of what grows most, as the whole heap has more in it than that. */
function shapeOfGrowth(
  stages: readonly Round[],
  { growing }: Judgement,
  bytes: readonly SeriesPoint[],
): Shape {
  const top = growing[0];
  if (top === undefined) return shapeOf(bytes);
  const points = stages.map(({ iterations, kinds }) => ({
    iterations,
    value: kinds?.get(top.kind)?.bytes ?? 0,
  }));
  return shapeOf(points);
}

function totals(stages: readonly Round[], field: 'count' | 'bytes'): SeriesPoint[] {
  return stages.map(({ iterations, kinds }) => {
    let value = 0;
    for (const kind of kinds?.values() ?? []) value += kind[field];
    return { iterations, value };
  });
}

function rateOf(points: readonly SeriesPoint[]): number {
  const judged = points.slice(-JUDGED_INTERVALS - 1);
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined || first.iterations === last.iterations) return 0;
  return round((last.value - first.value) / (last.iterations - first.iterations));
}

function fileDescriptorRate(stages: readonly Round[]): number | null {
  const points = pointsOf(stages, ({ fileDescriptors }) => fileDescriptors);
  return points.length < 2 ? null : rateOf(points);
}

function seriesOf(
  rounds: readonly Round[],
  bytes: readonly SeriesPoint[],
  objects: readonly SeriesPoint[],
): CheckSeries[] {
  return [
    { name: 'live object bytes', unit: 'bytes', points: bytes },
    { name: 'live objects', unit: 'objects', points: objects },
    { name: 'heapUsed', unit: 'bytes', points: pointsOf(rounds, (figures) => figures.heapUsedBytes) },
    { name: 'external', unit: 'bytes', points: pointsOf(rounds, (figures) => figures.externalBytes) },
    { name: 'arrayBuffers', unit: 'bytes', points: pointsOf(rounds, (figures) => figures.arrayBuffersBytes) },
    { name: 'rss', unit: 'bytes', points: pointsOf(rounds, (figures) => figures.rssBytes) },
    {
      name: 'fileDescriptors',
      unit: 'count',
      points: pointsOf(rounds, (figures) => figures.fileDescriptors),
    },
  ];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
