import type { GrowingSeries } from '../analysis/leaks/suspect.ts';
import type { Round, RoundFigures } from './rounds.ts';
import {
  type SeriesLimits,
  type SeriesPoint,
  type Trend,
  judgeSeries,
  median,
  intervalsOf,
} from './series.ts';

/** Names of what lies outside the JavaScript heap. */
export type OutsideName = GrowingSeries['series'];

/** What a series outside the heap says. */
export interface OutsideVerdict {
  readonly series: OutsideName;
  readonly trend: Trend;
  readonly perIteration: number;
}

interface OutsideSeries {
  readonly series: OutsideName;
  readonly value: (figures: RoundFigures) => number | null;
  readonly limits: SeriesLimits;
}

const TIMERS = new Set(['Timeout', 'Immediate']);
const COUNTS: SeriesLimits = {
  leastStep: 3,
  leastTotal: 12,
  leastRate: 0.002,
  steadiness: 0.6,
  lastSteadiness: 0.8,
};

const SERIES: readonly OutsideSeries[] = [
  {
    series: 'arrayBuffers',
    value: ({ arrayBuffersBytes, growableSharedBytes }) => arrayBuffersBytes + (growableSharedBytes ?? 0),
    limits: { leastStep: 4096, leastTotal: 65_536, leastRate: 8, steadiness: 0.6, lastSteadiness: 0.8 },
  },
  {
    series: 'external',
    value: ({ externalBytes, arrayBuffersBytes }) => externalBytes - arrayBuffersBytes,
    limits: { leastStep: 16_384, leastTotal: 131_072, leastRate: 16, steadiness: 0.6, lastSteadiness: 0.8 },
  },
  { series: 'fileDescriptors', value: ({ fileDescriptors }) => fileDescriptors, limits: COUNTS },
  { series: 'workers', value: ({ threads }) => threads, limits: COUNTS },
  {
    series: 'workerHeaps',
    value: ({ workerHeapBytes }) => workerHeapBytes,
    limits: { leastStep: 8192, leastTotal: 262_144, leastRate: 16, steadiness: 0.5, lastSteadiness: 0.7 },
  },
  { series: 'timers', value: ({ activeResources }) => sum(activeResources, true), limits: COUNTS },
  { series: 'handles', value: ({ activeResources }) => sum(activeResources, false), limits: COUNTS },
];

/**
 * Judges what lies outside the JavaScript heap.
 *
 * @param stages - The rounds at the ends of stages, oldest first.
 * @param rounds - All rounds.
 */
export function judgeOutside(stages: readonly Round[], rounds: readonly Round[]): OutsideVerdict[] {
  const verdicts = SERIES.map(({ series, value, limits }) => {
    const { trend, perIteration } = judgeSeries(pointsOf(stages, value), limits);
    return { series, trend, perIteration };
  });
  return [...verdicts, judgeNative(rounds)];
}

/** Memory that neither the heap nor external memory accounts for must grow by so much, in bytes. */
const NATIVE_TOTAL = 24 * 2 ** 20;
const NATIVE_RATE = 256;
/** Rounds that are looked at: half of them belong to the last stage. */
const NATIVE_ROUNDS = 8;

/**
 * Memory of the process that nothing in it accounts for. It is noisy (the allocator keeps what it is given back,
 * snapshots leave holes), so only growth that is large and alike in nearly all of the last rounds counts.
 */
function judgeNative(rounds: readonly Round[]): OutsideVerdict {
  const flat: OutsideVerdict = { series: 'rss', trend: 'flat', perIteration: 0 };
  const points = pointsOf(rounds, ({ anonymousBytes, heapTotalBytes, externalBytes, growableSharedBytes }) =>
    anonymousBytes === null
      ? null
      : anonymousBytes - heapTotalBytes - externalBytes - (growableSharedBytes ?? 0),
  ).slice(-NATIVE_ROUNDS - 1);
  const intervals = intervalsOf(points);
  if (intervals.length < NATIVE_ROUNDS) return flat;
  const rate = median(intervals.map((interval) => interval.rate));
  const total = points.at(-1)!.value - points[0].value;
  if (rate < NATIVE_RATE || total < NATIVE_TOTAL) return flat;
  const alike = intervals.filter((interval) => interval.rate >= 0.7 * rate && interval.rate <= 1.4 * rate);
  const isAlike = alike.length >= intervals.length - 2;
  return { series: 'rss', trend: isAlike ? 'growing' : 'flat', perIteration: rate };
}

/** A series' value in a round's figures; null where the system does not tell, and for what is only derived. */
export function outsideValue(name: OutsideName, figures: RoundFigures): number | null {
  if (name === 'heap') return figures.heapUsedBytes + figures.externalBytes;
  if (name === 'rss') return figures.anonymousBytes ?? figures.rssBytes;
  return SERIES.find(({ series }) => series === name)?.value(figures) ?? null;
}

/** A series of the rounds; those that do not know the figure are left out. */
export function pointsOf(
  rounds: readonly Round[],
  value: (figures: RoundFigures) => number | null,
): SeriesPoint[] {
  return rounds.flatMap(({ iterations, figures }) => {
    const known = value(figures);
    return known === null ? [] : [{ iterations, value: known }];
  });
}

function sum(resources: ReadonlyMap<string, number>, areTimers: boolean): number {
  let count = 0;
  for (const [name, number] of resources) if (TIMERS.has(name) === areTimers) count += number;
  return count;
}
