import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckDriver } from '../../src/cli/check/check-driver.ts';
import { checkRounds } from '../../src/cli/check/check-rounds.ts';
import type { RoundTaker } from '../../src/cli/check/round-taker.ts';
import { TimeLimit } from '../../src/cli/check/time-limit.ts';
import type { Round } from '../../src/check/rounds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MIB = 2 ** 20;
const MS_PER_ITERATION = 20;

interface Heap {
  readonly startBytes: number;
  readonly bytesPerIteration: (i: number) => number;
  /** What a snapshot takes for each MiB of the heap. */
  readonly snapshotMsPerMib: (snapshot: number) => number;
}

/** A whole check on a clock that only what is simulated moves. */
async function check({ startBytes, bytesPerIteration, snapshotMsPerMib }: Heap) {
  let iterations = 0;
  let heapUsedBytes = startBytes;
  const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
  const rounds: Round[] = [];
  const driver: CheckDriver = {
    begin: () => Promise.resolve(),
    iterate(count, maxMs) {
      const done = Math.min(count, Math.max(1, Math.ceil(maxMs / MS_PER_ITERATION)));
      for (let i = 0; i < done; i++) heapUsedBytes += bytesPerIteration(iterations++);
      pass(done * MS_PER_ITERATION);
      return Promise.resolve(done);
    },
    settle: () => Promise.resolve(pass(300)),
    rest: (ms) => Promise.resolve(pass(ms)),
    end: () => Promise.resolve(),
  };
  const add = (withKinds: boolean): Promise<void> => {
    const count = Math.round((heapUsedBytes - startBytes) / 1000);
    const kinds = withKinds ? new Map([['object Page', { count, bytes: count * 1000 }]]) : null;
    rounds.push({ iterations, figures: { ...FIGURES, heapUsedBytes }, kinds });
    return Promise.resolve();
  };
  const taker = {
    rounds,
    snapshotMs: 0,
    get stages() {
      return rounds.filter(({ kinds }) => kinds !== null);
    },
    get grownBytes() {
      return heapUsedBytes - (rounds[0]?.figures.heapUsedBytes ?? heapUsedBytes);
    },
    grownDescriptors: 0,
    figures: () => add(false),
    stage() {
      taker.snapshotMs = (snapshotMsPerMib(taker.stages.length) * heapUsedBytes) / MIB;
      pass(taker.snapshotMs);
      return add(true);
    },
  };
  const time = new TimeLimit(60_000);
  const { decision } = await checkRounds(driver, taker as unknown as RoundTaker, time);
  return { ...decision, seconds: time.elapsedMs / 1000, heapMib: heapUsedBytes / MIB };
}

const FIGURES = {
  heapUsedBytes: 0,
  heapTotalBytes: 0,
  externalBytes: 0,
  arrayBuffersBytes: 0,
  rssBytes: 0,
  anonymousBytes: null,
  fileDescriptors: null,
  threads: null,
  workerHeapBytes: null,
  activeResources: new Map<string, number>(),
};

const LEAKY = { startBytes: 50 * MIB, bytesPerIteration: () => 400_000 };
/** The machine gets three times as busy as soon as the first snapshot is taken. */
const BUSIER = { snapshotMsPerMib: (snapshot: number) => (snapshot === 0 ? 60 : 180) };

test('snapshots that take longer than the first did leave time for rounds without any', async () => {
  const { verdict, seconds } = await check({ ...LEAKY, ...BUSIER });

  expect(verdict).toBe('leak');
  expect(seconds).toBeLessThan(60);
});

test('so they do where nothing leaks', async () => {
  const clean = { ...LEAKY, bytesPerIteration: (i: number) => (i < 30 ? 400_000 : 0) };

  expect(await check({ ...clean, ...BUSIER })).toMatchObject({ verdict: 'clean' });
});

test('where each snapshot is costly, the heap is not let grow to several times its size', async () => {
  const { verdict, seconds, heapMib } = await check({ ...LEAKY, snapshotMsPerMib: () => 120 });

  expect(verdict).toBe('leak');
  expect(seconds).toBeLessThan(60);
  expect(heapMib).toBeLessThan(150);
});
