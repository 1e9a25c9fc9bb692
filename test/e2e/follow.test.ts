import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ComparisonResult, RunResult } from '../../src/analysis/results.ts';
import type { CheckResult } from '../../src/check/result.ts';
import { ROOT, fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

// Many snapshots, on machines that do other things as well.
vi.setConfig({ testTimeout: 240_000 });

const FINE = ['--sampling-interval', '2048'];

async function follow(whom: string, program: readonly string[], options: readonly string[] = FINE) {
  const directory = temporaryFolder();
  const output = path.join(directory, 'report.json');
  const ended = await memprof([
    ...['run', '--follow', whom, '--directory', directory, '--format', 'json', '--output', output],
    ...options,
    ...program,
  ]);
  expect(ended.stderr).toBe('');
  const result = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  expectToMatchSchema('run-result', result);
  const name = readdirSync(directory).find((entry) => entry !== 'report.json')!;
  return { result, capture: path.join(directory, name), stdout: ended.stdout };
}

const pair = ({ comparisons }: RunResult, from: string, to: string): ComparisonResult =>
  comparisons.find((comparison) => comparison.from === from && comparison.to === to)!;

/** Constructor rows of a name, by where they are. */
function instances({ constructor }: ComparisonResult, name: string): Map<string, number> {
  const rows = constructor.filter(({ constructorName }) => constructorName === name);
  return new Map(rows.map(({ place, countDiff }) => [place!, countDiff]));
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

test('each worker of a pool has rows of its own, and all rows add up to the whole program', async () => {
  const { result, capture } = await follow('workers', [fixture('apps/follow/pool.ts'), '3', '3']);

  const names = result.places!.map(({ place }) => place);
  expect(names).toHaveLength(3);
  expect(names.every((name) => /^worker \d+ \(pool-worker\.mjs\)$/.test(name))).toBe(true);
  const rounds = pair(result, 'round #1', 'round #3');
  expect(instances(rounds, 'Job')).toEqual(new Map(names.map((name) => [name, 800])));
  expect(rounds.lineno[0]).toMatchObject({ file: 'fixtures/apps/follow/pool-worker.mjs' });
  expect(new Set(rounds.places!.map(({ state }) => state))).toEqual(new Set(['running']));

  const whole = pair(result, 'start', 'end');
  expect(whole.places!.map(({ place }) => place)).toEqual(['main', ...names]);
  expect(whole.places!.slice(1).map(({ state }) => state)).toEqual(['ended', 'ended', 'ended']);
  expect(instances(whole, 'Job')).toEqual(new Map(names.map((name) => [name, 1200])));
  for (const comparison of [rounds, whole]) {
    expect(sum(comparison.places!, (row) => row.heapUsedDiffBytes)).toBe(comparison.heapUsedDiffBytes);
  }
  // The file of one worker's heap can be looked into, and the report printed again.
  const file = readdirSync(capture).find((name) => /^0003-round\.worker-\d+\.heapsnapshot$/.test(name))!;
  const looked = await memprof(['analyze', path.join(capture, file), 'constructors', '--format', 'json']);
  expect(looked.stdout).toContain('"Job"');
  const again = await memprof(['report', capture, '--format', 'json']);
  const { captureDirectory: _ignored, ...printed } = result;
  expect(JSON.parse(again.stdout)).toMatchObject(printed);
});

test('a worker that ends keeps its last figures; one that is blocked does not hold up a label', async () => {
  const pipe = path.join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const { result, stdout } = await follow('workers', [fixture('apps/follow/lives.cjs'), pipe]);

  expect(stdout).toBe('done\n');
  const [exits, throws, terminated, waits, blocked] = result.places!;
  expect(result.places!.map(({ end }) => end)).toEqual(['exit', 'exit', 'terminated', 'terminated', 'exit']);
  const turn = pair(result, 'turn #1', 'turn #2');
  const states = new Map(turn.places!.map(({ place, state }) => [place, state]));
  expect(states).toEqual(
    new Map([
      ['main', 'running'],
      [exits!.place, 'ended'],
      [throws!.place, 'ended'],
      [terminated!.place, 'ended'],
      [waits!.place, 'running'],
      [blocked!.place, 'silent'],
    ]),
  );
  // The terminated one is as it was at the label before; nobody could see more of the blocked one.
  const kept = new Map([
    [exits!.place, 1500],
    [throws!.place, 1500],
    [waits!.place, 1500],
  ]);
  const grown = [...instances(turn, 'Kept')].filter(([, count]) => count !== 0);
  expect(new Map(grown)).toEqual(kept);
  expect(result.notes.map(({ text }) => text)).toEqual([
    `${blocked!.place} did not answer within 5 s at "turn"; the tables have its last figures before`,
  ]);
  expect(instances(pair(result, 'turn #1', 'turn #3'), 'Kept').get(blocked!.place)).toBe(1500);
  // What ended before is no part of what happened since.
  expect(pair(result, 'turn #2', 'turn #3').places!.map(({ place }) => place)).toEqual([
    'main',
    waits!.place,
    blocked!.place,
  ]);
});

test('a worker marks its own turns, also while the main thread can do nothing', async () => {
  const { result, stdout } = await follow('workers', [fixture('apps/follow/marks.cjs')]);

  expect(stdout).toBe('the worker is done\n');
  const [worker] = result.places!;
  expect(worker!.marks).toEqual(['turn #1', 'turn #2', 'turn #3', 'turn #4']);
  const turns = pair(result, `${worker!.place}: turn #1`, 'turn #4');
  expect(instances(turns, 'Turn')).toEqual(new Map([[worker!.place, 300]]));
  expect(result.ignoredMarks).toBe(0);
});

test('children of every kind are followed; one that is killed has its last figures', async () => {
  const { result, stdout, capture } = await follow('workers,children', [fixture('apps/follow/forks.cjs')]);

  // What the children print of their environment shows nothing of memprof.
  expect(stdout).toBe('killed by SIGTERM\n2000 tasks\n');
  expect(result.places!.map(({ kind }) => kind)).toEqual(['child', 'child', 'child', 'child']);
  const whole = pair(result, 'start', 'end');
  expect([...instances(whole, 'Task').values()].toSorted((a, b) => a - b)).toEqual([2000, 2000, 2000, 5000]);
  expect(whole.lineno[0]).toMatchObject({ file: 'fixtures/apps/follow/job.cjs' });
  const turns = pair(result, 'turn #2', 'turn #3');
  const [grown] = [...instances(turns, 'Task')].filter(([, count]) => count === 3000);
  expect(turns.places!.find(({ place }) => place === grown![0])).toMatchObject({ state: 'ended' });
  expect(readdirSync(capture).filter((name) => /partial|look/.test(name))).toEqual([]);
});

test('a cluster is followed; a child that is stopped does not hold up a label', async () => {
  const { result, stdout } = await follow('children', [fixture('apps/follow/clustered.cjs')]);

  expect(stdout).toBe('done\n');
  const [going, stopped] = result.places!;
  const rounds = pair(result, 'round #1', 'round #3');
  expect(instances(rounds, 'Answer')).toEqual(
    new Map([
      [going!.place, 2000],
      [stopped!.place, 1000],
    ]),
  );
  expect(rounds.places!.map(({ state }) => state)).toEqual(['running', 'running', 'silent']);
  expect(instances(pair(result, 'start', 'end'), 'Answer').get(stopped!.place)).toBe(3000);
});

test('memory over time is that of the whole program', async () => {
  const { result, stdout } = await follow('children', [fixture('apps/follow/buffered.cjs')]);

  const kept = 64 * 2 ** 20;
  expect(stdout).toBe(`${kept} bytes kept\n`);
  const second = result.labels.find(({ name }) => name === 'turn #2')!;
  expect(second.memory.arrayBuffersBytes).toBeLessThan(kept);
  const sample = result.memory.find(({ elapsedMs }) => elapsedMs === second.elapsedMs)!;
  expect(sample.arrayBuffersBytes).toBeGreaterThanOrEqual(kept);
  expect(sample.rssBytes).toBeGreaterThan(second.memory.rssBytes + kept);
  // By then the child has ended.
  expect(result.memory.at(-1)!.arrayBuffersBytes).toBeLessThan(kept);
});

test('without --follow nobody is followed, and there is no column', async () => {
  const directory = temporaryFolder();
  const { stderr } = await memprof([
    ...['run', '--directory', directory, '--format', 'json'],
    fixture('apps/follow/marks.cjs'),
  ]);

  const result = JSON.parse(stderr) as RunResult;
  expect(result.places).toBeUndefined();
  expect(JSON.stringify(result)).not.toContain('"place"');
  expect(result.ignoredMarks).toBe(4);
  const [capture] = readdirSync(directory);
  expect(existsSync(path.join(directory, capture!, 'worker-2.exit.heapprofile'))).toBe(false);
});

test('the tables for people have a column for where', async () => {
  const { stderr } = await memprof([
    ...['run', '--follow', 'workers', '--directory', temporaryFolder(), ...FINE],
    ...[fixture('apps/follow/pool.ts'), '2', '2'],
  ]);

  expect(stderr).toMatch(/heap in use\s+diff\s+in\n.* main\n.* worker \d+ \(pool-worker\.mjs\)/);
  expect(stderr).toMatch(/whole program\n/);
  expect(stderr).toMatch(/worker \d+\s+Job\n/);
});

test('a check judges the whole program and names the worker that keeps', async () => {
  const { stdout, code } = await memprof(
    [
      ...['check', '--follow', 'workers', '--label', 'round', '--format', 'json'],
      ...[fixture('apps/follow/pool.ts'), '2', '7'],
    ],
    { cwd: ROOT },
  );

  expect(code).toBe(1);
  const result = JSON.parse(stdout.slice(stdout.indexOf('{\n'))) as CheckResult;
  expectToMatchSchema('check-result', result);
  expect(result.growing.map(({ kind }) => kind)).toContain('object Job');
  // Both workers keep what they were given: one suspect, and what a round adds is the sum.
  expect(result.suspects[0]).toMatchObject({
    kind: 'unbounded-array',
    constructorName: 'Job',
    reference: { name: 'module variable done in pool-worker.mjs' },
  });
  expect(result.suspects[0]!.place).toMatch(/^worker \d+ \(pool-worker\.mjs\) and 1 alike$/);
  expect(Math.round(result.suspects[0]!.perIteration.count)).toBe(800);
  expect(result.suspects[0]!.allocations[0]).toMatchObject({
    functionName: 'remember',
    file: 'fixtures/apps/follow/pool-worker.mjs',
    line: 20,
  });
});
