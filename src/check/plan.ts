import { type Judgement, hasGrowth } from './judge.ts';
import { REST_MS } from './rest.ts';

/** How far a check has come. */
export interface Progress {
  readonly iterations: number;
  /** Since the check began, in milliseconds. */
  readonly elapsedMs: number;
  /** Of it, spent in iterations. */
  readonly iteratingMs: number;
  /** What the heap and external memory grew by since the warm-up, in bytes. */
  readonly grownBytes: number;
  /** What open file descriptors grew by since the warm-up; 0 where the system does not tell. */
  readonly grownDescriptors: number;
  /** The heap now, in bytes. */
  readonly heapBytes: number;
  /** Iterations of the warm-up, and snapshots so far: the first was taken after the warm-up. */
  readonly warmUpIterations: number;
  readonly stages: number;
  /** What the last snapshot took, in milliseconds, reading it included. */
  readonly snapshotMs: number;
  /** What the last rest and its figures took, in milliseconds: they are taken some times in each stage. */
  readonly lookMs: number;
}

/** What to do after a stage. */
export type Decision =
  | { readonly kind: 'stop'; readonly verdict: 'leak' | 'clean' | 'inconclusive'; readonly reason: Reason }
  | { readonly kind: 'continue'; readonly iterations: number; readonly withSnapshot: boolean };

/** Why a check ended. */
export type Reason =
  | 'grows-in-every-round'
  | 'nothing-grows'
  | 'growth-dies-out'
  | 'growth-not-steady'
  | 'let-go-in-time'
  | 'out-of-time'
  | 'no-time-to-rest'
  | 'too-few-rounds';

/** How long growth has to go on to be a leak: one of these is enough. */
const LONG = { iterations: 20_000 };
const MIDDLING = { iterations: 3_000, iteratingMs: 8_000 };
const SLOW = { iteratingMs: 15_000 };
/** Much growth costs much time to collect and look at, so fewer iterations have to do. */
const HEAVY = { iterations: 6_000, grownBytes: 40 * 2 ** 20 };
/** Growth of this many bytes is enough as well. */
export const ENOUGH_BYTES = 128 * 2 ** 20;

/** So many descriptors more are enough too: a process may have no more than some thousands. */
const ENOUGH_DESCRIPTORS = 800;
const MANY_DESCRIPTORS = 100;

/** How long nothing has to grow to be clean: one of these is enough. */
const STILL = { iterations: 8_000 };
const STILL_MS = 2_500;

/** Four intervals are judged; three have to do where each snapshot costs much. */
const FEWEST_STAGES = 5;

/** Figures are taken so often in a stage. */
export const ROUNDS_PER_STAGE = 4;

/** A last snapshot, which is larger than those before, and looking for suspects in it, take so many times the last. */
const COSTS_OF_END = 2.5;

/** A stage is never planned to take longer than this, in milliseconds. */
const LONGEST_STAGE_MS = 8_000;

/** A snapshot of a larger heap takes seconds; once something was found to grow, its bytes say as well if it goes on. */
const COSTLY_HEAP_BYTES = 24 * 2 ** 20;

/**
 * Stages are stretched by these factors in turn. Rounds at 500, 1,000, 2,000, 4,000 … would meet a sawtooth of 249
 * iterations ever higher up its slope: with even stages 132 of the periods up to 9,000 looked like a leak, with these
 * none (test/check/simulate.test.ts).
 */
const UNEVEN = [0.77, 1.21, 0.87, 1.31, 1.07];

/** Decides whether the rounds so far are enough, and what the next stage is. */
export function decide(judgement: Judgement, progress: Progress, maxMs: number): Decision {
  const { iterations, elapsedMs, iteratingMs, stages } = progress;
  const isGrowing = hasGrowth(judgement);
  const isStill = !isGrowing && judgement.undecided.length === 0;
  const leftMs = maxMs - elapsedMs - endMs(progress) - stageMs(progress);
  if (isGrowing && !judgement.isBorneOut && leftMs > 0) {
    // Something changed since the last snapshot: a few more iterations, and look again.
    return { kind: 'continue', iterations: Math.ceil(iterations / 8), withSnapshot: true };
  }
  if (isGrowing && judgement.isBorneOut && hasLasted(progress)) return stop('leak', 'grows-in-every-round');
  if (isStill && stages >= FEWEST_STAGES && (iterations >= STILL.iterations || iteratingMs >= STILL_MS)) {
    return stop('clean', 'nothing-grows');
  }
  const next = nextStage(progress, leftMs);
  if (next >= 1 && leftMs > 0) {
    const isCostly = isGrowing && heapAfter(progress, next) > COSTLY_HEAP_BYTES;
    return { kind: 'continue', iterations: next, withSnapshot: !isCostly };
  }
  if (stages < FEWEST_STAGES - 1) return stop('inconclusive', reasonOutOfTime(stages));
  if (isGrowing) {
    return judgement.isBorneOut ? stop('leak', 'grows-in-every-round') : stop('inconclusive', 'out-of-time');
  }
  if (isStill) return stop('clean', 'nothing-grows');
  if (judgement.isDyingOut) return stop('clean', 'growth-dies-out');
  return stop('inconclusive', 'out-of-time');
}

/** What is kept back for the end: a rest, a last snapshot, and looking for suspects in it. In milliseconds. */
export function endMs({ snapshotMs, lookMs }: Pick<Progress, 'snapshotMs' | 'lookMs'>): number {
  return COSTS_OF_END * snapshotMs + REST_MS + 2 * lookMs;
}

/** What a further stage costs beside its iterations, in milliseconds. */
function stageMs({ snapshotMs, lookMs }: Progress): number {
  return ROUNDS_PER_STAGE * lookMs + snapshotMs;
}

function hasLasted({ iterations, iteratingMs, grownBytes, grownDescriptors, stages }: Progress): boolean {
  if (stages < FEWEST_STAGES - 1) return false;
  return (
    iterations >= LONG.iterations ||
    (iterations >= MIDDLING.iterations && iteratingMs >= MIDDLING.iteratingMs) ||
    iteratingMs >= SLOW.iteratingMs ||
    (iterations >= HEAVY.iterations && grownBytes >= HEAVY.grownBytes) ||
    grownBytes >= ENOUGH_BYTES ||
    grownDescriptors >= ENOUGH_DESCRIPTORS
  );
}

function heapAfter({ heapBytes, grownBytes, iterations }: Progress, next: number): number {
  return heapBytes + (Math.max(0, grownBytes) / iterations) * next;
}

/**
 * The first stages are short, so that what leaks is seen while the heap is small: half a warm-up, half, one. Each
 * later one has as many iterations as all before it, unless time or memory would run out: growth must outlast
 * being doubled.
 */
function nextStage(progress: Progress, leftMs: number): number {
  const { iterations, iteratingMs, grownBytes, grownDescriptors, warmUpIterations, stages } = progress;
  const wanted = stages < 3 ? warmUpIterations / 2 : stages === 3 ? warmUpIterations : iterations;
  const uneven = wanted * UNEVEN[(stages - 1) % UNEVEN.length];
  const msPerIteration = iteratingMs / iterations;
  // A third of the time left: the snapshot and what follows need some too.
  const byTime = Math.min(LONGEST_STAGE_MS, leftMs / 3) / Math.max(msPerIteration, 1e-6);
  const bytesPerIteration = Math.max(0, grownBytes) / iterations;
  const byMemory = bytesPerIteration < 1 ? Infinity : ENOUGH_BYTES / 2 / bytesPerIteration;
  const descriptorsPerIteration = grownDescriptors / Math.max(1, iterations - warmUpIterations);
  const byDescriptors =
    grownDescriptors < MANY_DESCRIPTORS ? Infinity : ENOUGH_DESCRIPTORS / 2 / descriptorsPerIteration;
  return Math.floor(Math.min(Math.ceil(uneven), byTime, byMemory, byDescriptors));
}

/** Why nothing could be decided when time was up after so many snapshots. */
export function reasonOutOfTime(stages: number): Reason {
  return stages < FEWEST_STAGES - 1 ? 'too-few-rounds' : 'out-of-time';
}

function stop(verdict: 'leak' | 'clean' | 'inconclusive', reason: Reason): Decision {
  return { kind: 'stop', verdict, reason };
}
