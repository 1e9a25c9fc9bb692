import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  cpuProfileStatistics,
  cpuProfileToSpeedscope,
  Profiler,
  takeCpuProfile,
  timingsToSpeedscope,
  type CpuProfile,
  type TimingRecord,
} from '../../src/profiler/index.ts';

/** Keeps the processor busy for `ms`, nearly all of it in the inner loop. */
function spinUntil(ms: number): number {
  let x = 0;
  for (const end = performance.now() + ms; performance.now() < end;) {
    for (let i = 0; i < 100_000; i++) x = Math.sqrt(x + i);
  }
  return x;
}

const frame = (functionName: string, lineNumber: number) => ({
  functionName,
  scriptId: '1',
  url: lineNumber < 0 ? '' : 'file:///app.js',
  lineNumber,
  columnNumber: lineNumber < 0 ? -1 : 4,
});

/** (root) ─ main ─┬─ parse; samples at 10, 20, 30 µs; the profile ends at 50. */
const small: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', -1), children: [2] },
    { id: 2, callFrame: frame('main', 0), children: [3] },
    { id: 3, callFrame: frame('', 9) },
  ],
  startTime: 0,
  endTime: 50,
  samples: [2, 3, 3],
  timeDeltas: [10, 10, 10],
};

describe('CPU profiles', () => {
  test('are written as .cpuprofile files, with the busy function in them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cpu-'));
    try {
      const file = join(directory, 'spin.cpuprofile');
      const profiler = new Profiler({ maxRecords: 5 }).enable();
      const { result } = await profiler.cpuProfile('spin', () => spinUntil(60), { file, intervalUs: 200 });
      const profile = JSON.parse(await readFile(file, 'utf8')) as CpuProfile;

      expect(result).toBeGreaterThan(0);
      expect(profile.nodes.some(({ callFrame }) => callFrame.functionName === 'spinUntil')).toBe(true);
      expect(profile.samples!.length).toBe(profile.timeDeltas!.length);
      const [{ name, stats }] = profiler.records('cpuProfiles');
      expect(name).toBe('spin');
      expect(stats.topFunctions.length).toBeLessThanOrEqual(10);
      expect(stats.topFunctions.map(({ functionName }) => functionName)).toContain('spinUntil');
      expect(cpuProfileToSpeedscope(profile, 'spin').shared.frames.map((each) => each.name)).toContain(
        'spinUntil',
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('one at a time; a body that fails leaves the profiler stopped', async () => {
    let other: unknown;
    await takeCpuProfile(async () => {
      other = await takeCpuProfile(() => 1).catch((error: unknown) => error);
    });
    expect(other).toMatchObject({ code: 'BAD_USAGE' });

    await expect(takeCpuProfile(() => Promise.reject(new Error('body')))).rejects.toThrow('body');
    expect((await takeCpuProfile(() => 2)).result).toBe(2);
  });

  test('statistics give each sample the time until the next', () => {
    expect(cpuProfileStatistics(small)).toEqual({
      durationMs: 0.05,
      sampleCount: 3,
      topFunctions: [
        { functionName: '(anonymous)', url: 'file:///app.js', line: 10, selfMs: 0.03 },
        { functionName: 'main', url: 'file:///app.js', line: 1, selfMs: 0.01 },
      ],
    });
  });

  test('speedscope gets stacks outermost first, without the root, lines from 1', () => {
    const { shared, profiles } = cpuProfileToSpeedscope(small, 'small');

    expect(shared.frames[2]).toEqual({ name: '(anonymous)', file: 'file:///app.js', line: 10, col: 5 });
    expect(profiles[0]).toMatchObject({
      unit: 'microseconds',
      endValue: 40,
      samples: [[1], [1, 2], [1, 2]],
      weights: [10, 10, 20],
    });
  });
});

describe('flame graph of recorded blocks', () => {
  const timing = (name: string, parent: string, durationMs: number): TimingRecord => ({
    name,
    parent,
    durationMs,
    category: '',
    timestamp: 0,
    metadata: undefined,
    file: '',
    line: 0,
  });

  test('gives a block its time without that of the blocks in it', () => {
    const file = timingsToSpeedscope(
      [timing('query', 'request', 30), timing('render', 'request', 20), timing('request', '', 60)],
      'app',
    );
    const names = file.shared.frames.map(({ name }) => name);

    expect(file.profiles[0].samples.map((stack) => stack.map((i) => names[i]).join(' > '))).toEqual([
      'request > query',
      'request',
      'request > render',
    ]);
    expect(file.profiles[0].weights).toEqual([30, 10, 20]);
    expect(file.profiles[0].endValue).toBe(60);
  });

  test('ends with blocks within blocks of their own name, and with parents that were dropped', () => {
    const file = timingsToSpeedscope(
      [timing('a', 'a', 1), timing('b', 'gone', 2), timing('c', 'd', 1), timing('d', 'c', 1)],
      'x',
    );

    expect(file.profiles[0].samples).toHaveLength(4);
  });
});
