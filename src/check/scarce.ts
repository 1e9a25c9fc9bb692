import { BY_BYTES, type GrowingKind, type Judgement, ROUND_LIMITS } from './judge.ts';
import { type OutsideVerdict, judgeOutside, pointsOf } from './outside.ts';
import type { Round } from './rounds.ts';
import { type SeriesLimits, type SeriesPoint, intervalsOf, judgeSeries } from './series.ts';

/** A snapshot that takes a larger share of the time allowed than this is taken twice only. */
const COSTLY_SHARE = 1 / 12;
/** The last snapshot and looking into it take so many times the first. */
const LAST_SNAPSHOT = 1.7;
/** Lengths of the rounds between the two snapshots: growth has to outlast being doubled, twice. */
export const SCARCE_ROUNDS: readonly number[] = [1, 1, 2, 2, 4, 4, 8, 8];

/** One object in fifty iterations; between two snapshots there may be some that are merely under way. */
const LEAST_RATE = 0.02;
const LEAST_COUNT = 50;
/** Bytes that a heap differs by from round to round though nothing grows. */
const NOISE_BYTES = 262_144;
/** Each of the later intervals has to have this share of what the kinds that grew account for. */
const BORNE_OUT = 0.5;
const DYING_OUT = 0.25;
const LATER_INTERVALS = 4;

/** Whether there is only time for two snapshots. */
export function areSnapshotsScarce(snapshotMs: number, maxMs: number): boolean {
  return snapshotMs > maxMs * COSTLY_SHARE;
}

/** Whether there is no time for a second one either: it takes longer than the first, if anything. */
export function isLastSnapshotLeftOut(snapshotMs: number, leftMs: number): boolean {
  return leftMs < LAST_SNAPSHOT * snapshotMs;
}

/** The heap as a whole, where nothing else is known. */
const HEAP: SeriesLimits = {
  leastStep: NOISE_BYTES,
  leastTotal: 8 * NOISE_BYTES,
  leastRate: 8,
  steadiness: 0.6,
  lastSteadiness: 0.7,
};

/** Judges rounds of which hardly one has a snapshot. */
export function judgeScarce(rounds: readonly Round[]): Judgement {
  const outside = judgeOutside(rounds, rounds);
  return rounds.filter(({ kinds }) => kinds !== null).length > 1
    ? judgeTwoStages(rounds, outside)
    : judgeHeap(rounds, outside);
}

function judgeHeap(rounds: readonly Round[], outside: readonly OutsideVerdict[]): Judgement {
  const points = heapPoints(rounds);
  const { trend, perIteration, isDyingOut } = judgeSeries(points, HEAP);
  const heap: OutsideVerdict = { series: 'heap', trend, perIteration };
  const all = trend === 'flat' ? outside : [...outside, heap];
  const undecided = all.filter((verdict) => verdict.trend === 'undecided').map(({ series }) => series);
  return { growing: [], outside: all, undecided, isDyingOut, isBorneOut: true };
}

/**
 * The first and the last round have a snapshot: tells what kinds have more objects than before, and whether the heap
 * has grown in each of the later rounds by what they account for.
 */
function judgeTwoStages(rounds: readonly Round[], outside: readonly OutsideVerdict[]): Judgement {
  const stages = rounds.filter(({ kinds }) => kinds !== null);
  const [first, last] = [stages[0], stages.at(-1)];
  const grown = first === undefined || last === undefined ? [] : grownKinds(first, last);
  const rate = grown.reduce((sum, { perIteration }) => sum + perIteration.bytes, 0);
  const later = intervalsOf(heapPoints(rounds)).slice(-LATER_INTERVALS);
  const isSteady = later.every(
    ({ growth, iterations }) => growth >= BORNE_OUT * rate * iterations - NOISE_BYTES,
  );
  const isLarge = later.some(({ iterations }) => rate * iterations >= 2 * NOISE_BYTES);
  const isProven = grown.length > 0 && isSteady && isLarge;
  const isStill = outside.every(({ trend }) => trend !== 'undecided');
  return {
    growing: isProven ? grown : [],
    outside,
    undecided: isProven ? [] : grown.map(({ kind }) => kind),
    isDyingOut: isStill && (later.at(-1)?.rate ?? 0) < DYING_OUT * rate,
    isBorneOut: isProven,
  };
}

function heapPoints(rounds: readonly Round[]): SeriesPoint[] {
  return pointsOf(rounds, ({ heapUsedBytes, externalBytes }) => heapUsedBytes + externalBytes);
}

function grownKinds(first: Round, last: Round): GrowingKind[] {
  const iterations = last.iterations - first.iterations;
  const grown: GrowingKind[] = [];
  for (const [kind, now] of last.kinds ?? []) {
    const before = first.kinds?.get(kind) ?? { count: 0, bytes: 0 };
    const [count, bytes] = [now.count - before.count, now.bytes - before.bytes];
    const { leastTotal, leastRate } = kind === 'array' ? ROUND_LIMITS.arrays : ROUND_LIMITS.bytes;
    const isMore = !BY_BYTES.has(kind) && count >= LEAST_COUNT && count >= LEAST_RATE * iterations;
    const isLarger = bytes >= leastTotal && bytes >= leastRate * iterations;
    if (isMore || isLarger)
      grown.push({ kind, perIteration: { count: count / iterations, bytes: bytes / iterations } });
  }
  return grown.toSorted((a, b) => b.perIteration.bytes - a.perIteration.bytes || (a.kind < b.kind ? -1 : 1));
}
