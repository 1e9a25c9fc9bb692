import { type Judgement, hasGrowth } from './judge.ts';

/** How far a check has come. */
export interface Progress {
  readonly iterations: number;
  /** Since the program was ready, in milliseconds. */
  readonly elapsedMs: number;
  /** Of it, spent in iterations. */
  readonly iteratingMs: number;
  /** What the heap and external memory grew by since the warm-up, in bytes. */
  readonly grownBytes: number;
  /** Snapshots so far. */
  readonly stages: number;
}

/** What to do after a stage. */
export type Decision =
  | { readonly kind: 'stop'; readonly verdict: 'leak' | 'clean' | 'inconclusive'; readonly reason: Reason }
  | { readonly kind: 'continue'; readonly iterations: number };

/** Why a check ended. */
export type Reason =
  'grows-in-every-round' | 'nothing-grows' | 'growth-dies-out' | 'out-of-time' | 'too-few-rounds';

/** How long growth has to go on to be a leak: one of these is enough. */
const LONG = { iterations: 20_000 };
const MIDDLING = { iterations: 2_000, iteratingMs: 6_000 };
const SLOW = { iteratingMs: 15_000 };
/** Growth of this many bytes is enough as well, once there are {@link FEWEST_STAGES}. */
const ENOUGH_BYTES = 160 * 2 ** 20;

/** How long nothing has to grow to be clean: one of these is enough. */
const STILL = { iterations: 8_000 };
const STILL_MS = 2_500;

/** Four intervals are judged. */
const FEWEST_STAGES = 5;

/** A stage is never planned to take longer than this, in milliseconds. */
const LONGEST_STAGE_MS = 8_000;

/** Decides whether the rounds so far are enough, and how many iterations the next stage has. */
export function decide(judgement: Judgement, progress: Progress, maxMs: number): Decision {
  const { iterations, elapsedMs, iteratingMs, stages } = progress;
  const next = nextStage(progress, maxMs);
  if (stages >= FEWEST_STAGES) {
    if (hasGrowth(judgement) && hasLasted(progress)) return stop('leak', 'grows-in-every-round');
    const isStill = !hasGrowth(judgement) && judgement.undecided.length === 0;
    if (isStill && (iterations >= STILL.iterations || iteratingMs >= STILL_MS)) {
      return stop('clean', 'nothing-grows');
    }
  }
  if (next >= 1 && elapsedMs < maxMs) return { kind: 'continue', iterations: next };
  if (stages < FEWEST_STAGES - 1) return stop('inconclusive', 'too-few-rounds');
  if (hasGrowth(judgement)) return stop('leak', 'grows-in-every-round');
  if (judgement.undecided.length === 0) return stop('clean', 'nothing-grows');
  if (judgement.isDyingOut) return stop('clean', 'growth-dies-out');
  return stop('inconclusive', 'out-of-time');
}

function hasLasted({ iterations, iteratingMs, grownBytes }: Progress): boolean {
  return (
    iterations >= LONG.iterations ||
    (iterations >= MIDDLING.iterations && iteratingMs >= MIDDLING.iteratingMs) ||
    iteratingMs >= SLOW.iteratingMs ||
    grownBytes >= ENOUGH_BYTES
  );
}

/** As many iterations as all so far, unless time or memory would run out: growth must outlast a doubling. */
function nextStage({ iterations, elapsedMs, iteratingMs, grownBytes }: Progress, maxMs: number): number {
  const msPerIteration = iteratingMs / iterations;
  // A third of the time left: the snapshot and what follows need some too.
  const byTime = Math.min(LONGEST_STAGE_MS, (maxMs - elapsedMs) / 3) / Math.max(msPerIteration, 1e-6);
  const bytesPerIteration = Math.max(0, grownBytes) / iterations;
  const byMemory = bytesPerIteration < 1 ? Infinity : ENOUGH_BYTES / 2 / bytesPerIteration;
  return Math.floor(Math.min(iterations, byTime, byMemory));
}

function stop(verdict: 'leak' | 'clean' | 'inconclusive', reason: Reason): Decision {
  return { kind: 'stop', verdict, reason };
}
