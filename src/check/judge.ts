import { type OutsideVerdict, judgeOutside, pointsOf } from './outside.ts';
import type { Round } from './rounds.ts';
import { type SeriesLimits, type SeriesPoint, JUDGED_INTERVALS, intervalsOf, judgeSeries } from './series.ts';

/** A kind of objects that grows. */
export interface GrowingKind {
  readonly kind: string;
  readonly perIteration: { readonly count: number; readonly bytes: number };
}

/** What the rounds so far say. */
export interface Judgement {
  /** Grew in every judged interval, the most bytes first. */
  readonly growing: readonly GrowingKind[];
  readonly outside: readonly OutsideVerdict[];
  /** Grew in the last interval, but not steadily: more iterations will tell. */
  readonly undecided: readonly string[];
  /** Everything undecided grows more slowly from interval to interval. */
  readonly isDyingOut: boolean;
  /** False when the rounds since the last snapshot do not bear out the growth that was found. */
  readonly isBorneOut: boolean;
}

/** What makes growth count, and how many of the last intervals are judged. */
export interface JudgeLimits {
  readonly counts: SeriesLimits;
  /** Backing stores grow in leaps, so bytes alone are judged more patiently. */
  readonly bytes: SeriesLimits;
  /** The same for V8's own arrays, which hold tables and queues of Node that grow and shrink all the time. */
  readonly arrays: SeriesLimits;
  /** Intervals to judge of so many. */
  readonly judgedIntervals: (intervals: number) => number;
}

/** For rounds that double. Clean programs were seen to add up to 4 objects in thousands of iterations. */
export const ROUND_LIMITS: JudgeLimits = {
  counts: { leastStep: 4, leastTotal: 20, leastRate: 0.001, steadiness: 0.75, lastSteadiness: 0.9 },
  bytes: { leastStep: 512, leastTotal: 16_384, leastRate: 2, steadiness: 0.3, lastSteadiness: 0.3, span: 2 },
  // A clean program that only fetched had between 640 and 740 KiB of arrays from snapshot to snapshot.
  arrays: {
    leastStep: 24_576,
    leastTotal: 163_840,
    leastRate: 2,
    steadiness: 0.3,
    lastSteadiness: 0.3,
    span: 2,
  },
  judgedIntervals: () => JUDGED_INTERVALS,
};

/** For labels: one turn each, so few objects count, but all of the later half has to grow. */
export const LABEL_LIMITS: JudgeLimits = {
  counts: { leastStep: 1, leastTotal: 5, leastRate: 0.5, steadiness: 0.6, lastSteadiness: 0.6 },
  bytes: { leastStep: 64, leastTotal: 4096, leastRate: 64, steadiness: 0.3, lastSteadiness: 0.3 },
  arrays: { leastStep: 1024, leastTotal: 65_536, leastRate: 64, steadiness: 0.3, lastSteadiness: 0.3 },
  judgedIntervals: (intervals) => Math.max(JUDGED_INTERVALS, Math.ceil(intervals / 2)),
};

/** Their number says nothing, or follows from the code that ran: only their bytes count. */
export const BY_BYTES = new Set(['array', 'number']);

/**
 * What a table takes at most for what came since the start: 28 bytes an entry, it is a quarter full when it has just
 * doubled for entries that were taken out, and a fifth of them may have come in the warm-up.
 */
const MOST_BYTES_PER_ENTRY = 140;

/** Judges rounds: kinds of objects at those that have a snapshot, everything else at all. */
export function judgeRounds(rounds: readonly Round[], limits: JudgeLimits = ROUND_LIMITS): Judgement {
  const stages = rounds.filter(({ kinds }) => kinds !== null);
  const outside = judgeOutside(stages, rounds);
  const intervals = limits.judgedIntervals(stages.length - 1);
  const growing: GrowingKind[] = [];
  const undecided: string[] = outside
    .filter(({ trend }) => trend === 'undecided')
    .map(({ series }) => series);
  let isDyingOut = undecided.length === 0;
  for (const kind of stages.at(-1)?.kinds?.keys() ?? []) {
    const counts = judgeSeries(seriesOf(stages, kind, 'count'), limits.counts, intervals);
    const byteLimits = kind === 'array' ? limits.arrays : limits.bytes;
    const bytes = judgeSeries(seriesOf(stages, kind, 'bytes'), byteLimits, intervals);
    // Where the number of objects tells, bytes have nothing to add: they come in leaps.
    const { trend, isDyingOut: dies } = BY_BYTES.has(kind) || counts.trend === 'flat' ? bytes : counts;
    if (trend === 'growing') {
      growing.push({ kind, perIteration: { count: counts.perIteration, bytes: bytes.perIteration } });
    } else if (trend === 'undecided') {
      undecided.push(kind);
      isDyingOut &&= dies;
    }
  }
  const [only] = growing;
  if (
    growing.length === 1 &&
    only.kind === 'array' &&
    objectsSinceStart(stages) * MOST_BYTES_PER_ENTRY >=
      only.perIteration.bytes * judgedIterations(stages, intervals)
  ) {
    // A table grows with what it holds: what is not certain of the objects is not of their table either. It grows in
    // leaps, and the last of them may come when its cache has long been full, so what it gained of late may belong to
    // all that came since the start.
    growing.length = 0;
    undecided.push(only.kind);
  }
  growing.sort((a, b) => b.perIteration.bytes - a.perIteration.bytes || (a.kind < b.kind ? -1 : 1));
  return { growing, outside, undecided, isDyingOut, isBorneOut: isBorneOut(rounds, growing) };
}

/** How many objects there are more than after the warm-up, of all kinds that have. */
function objectsSinceStart(stages: readonly Round[]): number {
  let objects = 0;
  for (const [kind, { count }] of stages.at(-1)?.kinds ?? []) {
    if (!BY_BYTES.has(kind)) objects += Math.max(0, count - (stages[0]?.kinds?.get(kind)?.count ?? 0));
  }
  return objects;
}

function judgedIterations(stages: readonly Round[], intervals: number): number {
  return (stages.at(-1)?.iterations ?? 0) - (stages.at(-1 - intervals) ?? stages[0])!.iterations;
}

/** Collections leave a little more or less behind each time. */
const BORNE_OUT = 0.6;

/**
 * Rounds without a snapshot cannot say what grows, but their bytes must go on growing as fast as the kinds that
 * were found to grow.
 */
function isBorneOut(rounds: readonly Round[], growing: readonly GrowingKind[]): boolean {
  const rate = growing.reduce((sum, { perIteration }) => sum + perIteration.bytes, 0);
  const lastStage = rounds.findLastIndex(({ kinds }) => kinds !== null);
  const since = pointsOf(rounds.slice(lastStage), (figures) => figures.heapUsedBytes + figures.externalBytes);
  return intervalsOf(since).every((interval) => interval.rate >= BORNE_OUT * rate);
}

function seriesOf(stages: readonly Round[], kind: string, field: 'count' | 'bytes'): SeriesPoint[] {
  return stages.map(({ iterations, kinds }) => ({ iterations, value: kinds?.get(kind)?.[field] ?? 0 }));
}

/** Whether anything grew in every judged interval. */
export function hasGrowth({ growing, outside }: Judgement): boolean {
  return growing.length > 0 || outside.some(({ trend }) => trend === 'growing');
}
