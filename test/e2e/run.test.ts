import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

async function runJson(options: readonly string[], program: readonly string[]): Promise<RunResult> {
  const directory = temporaryFolder();
  const output = path.join(directory, 'report.json');
  const ended = await memprof([
    'run',
    ...['--directory', directory, '--format', 'json', '--output', output],
    ...options,
    ...program,
  ]);
  expect(ended.stderr).toBe('');
  const result = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  expectToMatchSchema('run-result', result);
  return result;
}

/** Fine enough for figures that do not depend on luck. */
const FINE = ['--sampling-interval', '2048'];

const pair = ({ comparisons }: RunResult, from: string, to: string) =>
  comparisons.find((comparison) => comparison.from === from && comparison.to === to)!;

test('a growing history heads both tables, with the file and line of the TypeScript', async () => {
  const result = await runJson(FINE, [fixture('apps/agent.ts'), '24']);

  expect(result.labels.map(({ name }) => name)).toEqual([
    'start',
    ...Array.from({ length: 8 }, (_, i) => `turn #${i + 1}`),
    'end',
  ]);
  const { lineno, constructor } = pair(result, 'turn #1', 'turn #8');
  expect(lineno[0]).toMatchObject({ file: 'fixtures/apps/agent.ts', functionName: 'fakeModel', line: 25 });
  expect(lineno[0]!.sizeDiffBytes).toBeGreaterThan(21 * 37_000);
  expect(constructor[0]).toMatchObject({ constructorName: '{role, content}' });
  expect(constructor[0]!.newCount).toBeGreaterThanOrEqual(42);
  expect(result.suspects[0]).toMatchObject({
    kind: 'message-history',
    isProven: false,
    reference: { name: 'Agent.history', location: { file: 'fixtures/apps/agent.ts' } },
  });
  // 21 replies of 38.7 KiB.
  expect(constructor[0]!.accountedDiffBytes).toBeGreaterThan(21 * 37_000);
});

test('a cache that is filled anew is known to differ by chance alone, and never heads what grew', async () => {
  const result = await runJson(
    ['--snapshots', 'none', '--sampling-interval', '4096'],
    [fixture('apps/refills.ts')],
  );

  const { lineno } = pair(result, 'turn #1', 'turn #5');
  expect(lineno[0]).toMatchObject({ file: 'fixtures/apps/refills.ts', functionName: 'remember' });
  expect(lineno[0]!.sizeDiffErrorBytes).toBe(0);
  const refill = lineno.find(({ functionName }) => functionName === 'refill')!;
  // 2 MB every 4 KiB are 500 samples at each of the two labels: two errors are a tenth of it, or less.
  expect(refill.sizeDiffErrorBytes).toBeGreaterThan(refill.sizeBytes / 50);
  expect(refill.sizeDiffErrorBytes).toBeLessThan(refill.sizeBytes / 5);
});

test('nothing of memprof and nothing of Node has a row', async () => {
  const result = await runJson([...FINE, '--by', 'traceback'], [fixture('apps/agent.ts')]);

  const text = JSON.stringify(result.comparisons);
  expect(text).not.toMatch(/standstill|preload\.c|memprof\/dist|dist\/agent|node:internal|tsx|esbuild/);
  const stack = pair(result, 'turn #1', 'turn #4').traceback[0]!.stack!;
  expect(stack.map(({ file, functionName }) => `${file} ${functionName}`)).toEqual([
    'fixtures/apps/agent.ts fakeModel',
  ]);
});

test('labels take what they say they take', async () => {
  const none = await runJson(['--snapshots', 'none'], [fixture('apps/agent.ts'), '3']);
  expect(none.labels.map(({ snapshot }) => snapshot)).toEqual([null, null, null]);
  expect(pair(none, 'start', 'turn').constructor).toEqual([]);

  const edges = await runJson(['--snapshots', 'first-last'], [fixture('apps/agent.ts'), '3']);
  expect(edges.labels.map(({ snapshot }) => snapshot !== null)).toEqual([true, false, true]);
});

test('memory is reconciled: the parts that are told add up to no more than all there is', async () => {
  const { labels, memory } = await runJson(['--snapshots', 'none'], [fixture('apps/buffers.js')]);

  const [before, after] = labels.filter(({ kind }) => kind === 'mark').map((label) => label.memory);
  expect(after!.arrayBuffersBytes - before!.arrayBuffersBytes).toBe(64 * 2 ** 20);
  expect(after!.rssBytes).toBeGreaterThan(after!.arrayBuffersBytes + after!.heapTotalBytes);
  expect(memory.length).toBeGreaterThanOrEqual(labels.length);
});

test('the table by line says what grew outside of the heap it is about', async () => {
  const options = ['--snapshots', 'none', '--directory', temporaryFolder()];
  const { stderr } = await memprof(['run', ...options, fixture('apps/buffers.js')]);

  const [, table] = stderr.split('before → after  live allocations by line');
  expect(table!.split('\n\n')[0]).toMatch(/not in the table: .*outside V8's heap, .* \+6\d\.\d MiB/);
});

test('V8 blames the caller of what it inlines; memprof does not', async () => {
  const program = [fixture('apps/inlined.js')];
  const share = (result: RunResult, functionName: string): number => {
    const { lineno } = pair(result, 'start', 'filled');
    const total = lineno.reduce((sum, row) => sum + row.sizeDiffBytes, 0);
    return lineno.filter((row) => row.functionName === functionName)[0]!.sizeDiffBytes / total;
  };

  expect(share(await runJson(['--snapshots', 'none'], program), 'handle')).toBeGreaterThan(0.9);
  const misled = await runJson(['--snapshots', 'none', '--keep-inlining'], program);
  expect(share(misled, '(top level)')).toBeGreaterThan(0.5);
});

test('--exact counts every object', async () => {
  const result = await runJson(['--exact'], [fixture('apps/exact.js')]);

  expect(result.allocations).toEqual({ kind: 'exact', intervalBytes: null });
  const row = pair(result, 'before', 'after').lineno[0];
  expect(row).toMatchObject({ functionName: 'makeThousand', file: 'fixtures/apps/exact.js' });
  // The array, its thousand objects, and up to three templates V8 makes to create them by.
  expect(row!.countDiff).toBeGreaterThanOrEqual(1001);
  expect(row!.countDiff).toBeLessThanOrEqual(1004);
  expect(result.comparisons.at(-1)!.lineno.map(({ file }) => file)).not.toContain('(anonymous script)');
});

test('of what the loader of modules and the debugger make, nothing is booked on the first line', async () => {
  const folder = temporaryFolder();
  const program = path.join(folder, 'first.mts');
  writeFileSync(
    program,
    'const first: number[] = [];\nfor (let i = 0; i < 5000; i++) first[i] = i;\nexport { first };\n',
  );
  const finest = ['--sampling-interval', '64', '--snapshots', 'none', '--by', 'filename'];
  const { comparisons } = await runJson(finest, [program]);
  const row = comparisons.at(-1)!.filename!.find(({ file }) => file.endsWith('first.mts'));

  expect(row!.sizeBytes).toBeGreaterThan(40_000);
  expect(row!.sizeBytes - row!.sizeDiffBytes).toBeLessThan(8192);
});

test('the report can be printed again, and labels compared', async () => {
  const directory = temporaryFolder();
  const first = await memprof([
    'run',
    '--directory',
    directory,
    '--format',
    'json',
    fixture('apps/agent.ts'),
  ]);
  const [capture] = readdirSync(directory).map((name) => path.join(directory, name));

  const again = await memprof(['report', capture!, '--format', 'json']);
  expect(again.code).toBe(0);
  const { captureDirectory: _ignored, ...printed } = JSON.parse(first.stderr) as RunResult;
  expect(JSON.parse(again.stdout)).toMatchObject(printed);

  const diff = await memprof(['diff', `${capture}@turn #1`, `${capture}@turn #4`, '--by', 'constructor']);
  expect(diff.stdout.split('\n')[2]).toMatch(/\{role, content\}$/);
  const files = readdirSync(capture!).filter((name) => name.endsWith('.heapsnapshot'));
  const [from, to] = [files[1], files[4]].map((name) => path.join(capture!, name!));
  const bare = await memprof(['diff', from!, to!, '--format', 'json']);
  expectToMatchSchema('diff-result', JSON.parse(bare.stdout));
  const [row] = (JSON.parse(bare.stdout) as RunResult['comparisons'][number]).constructor;
  expect(row!.constructorName).toBe('{role, content}');
  expect(row!.countDiff).toBeGreaterThanOrEqual(18);
});

test('captures are listed and cleaned, and nothing else is touched', async () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 2; i++) {
    await memprof(['run', '--snapshots', 'none', fixture('apps/exact.js')], { cwd: folder });
  }

  const listed = await memprof(['list', '--format', 'json'], { cwd: folder });
  expect((JSON.parse(listed.stdout) as unknown[]).length).toBe(2);
  const cleaned = await memprof(['clean', '--keep', '1'], { cwd: folder });
  expect(cleaned.stdout).toMatch(/^Removed 1 capture, /);
  expect(readdirSync(path.join(folder, '.memprof'))).toHaveLength(1);
  expect(existsSync(path.join(folder, '.memprof'))).toBe(true);
});

test('the target’s own output is all there is on stdout; the report is on stderr', async () => {
  const { stdout, stderr } = await memprof([
    'run',
    ...['--directory', temporaryFolder(), '--snapshots', 'none', ...FINE],
    fixture('apps/agent.ts'),
  ]);

  expect(stdout).toMatch(/^12 customers answered[^\n]*\n$/);
  expect(stderr).toContain('turn #1 → turn #4');
  expect(stderr).toContain('fixtures/apps/agent.ts:25');
  // oxlint-disable-next-line no-control-regex
  expect(stderr).not.toMatch(/\u001b/);
});

test('the ring buffers obey PRAISONAI_PROFILE_MAX and say so', async () => {
  const directory = temporaryFolder();
  const options = ['--snapshots', 'none', '--directory', directory, '--format', 'json'];
  const run = async (value: string) => {
    const { stderr } = await memprof(['run', ...options, fixture('apps/agent.ts')], {
      env: { PRAISONAI_PROFILE_MAX: value },
    });
    const json = stderr.slice(stderr.indexOf('{'));
    return {
      warning: stderr.slice(0, stderr.indexOf('{')),
      buffers: (JSON.parse(json) as RunResult).buffers,
    };
  };

  const small = await run(' +2 ');
  expect(small.buffers[0]).toMatchObject({
    capacity: 2,
    length: 2,
    capacityFrom: 'PRAISONAI_PROFILE_MAX=" +2 "',
  });
  expect(small.buffers[0]!.dropped).toBeGreaterThan(0);
  expect(small.warning).toBe('');
  const invalid = await run('1e3');
  expect(invalid.buffers[0]).toMatchObject({ capacity: 10_000 });
  expect(invalid.warning).toContain('PRAISONAI_PROFILE_MAX="1e3"');
});

test('memprof buffers reports the seven buffers of a profiler in the program', async () => {
  const { stdout, stderr, code } = await memprof(
    ['buffers', '--format', 'json', fixture('apps/profiled.mjs')],
    {
      cwd: temporaryFolder(),
      env: { PRAISONAI_PROFILE_MAX: '20' },
    },
  );

  expect({ stdout, code }).toEqual({ stdout: 'recorded 30\n', code: 0 });
  const buffers = JSON.parse(stderr) as RunResult['buffers'];
  expect(buffers.filter(({ name }) => name.startsWith('agent: '))).toHaveLength(7);
  expect(buffers.find(({ name }) => name === 'agent: apiCalls')).toMatchObject({
    capacity: 20,
    length: 20,
    dropped: 10,
    capacityFrom: 'PRAISONAI_PROFILE_MAX=20',
  });
});

test('a signal makes one label, also one that memprof watches anyway', async () => {
  const directory = temporaryFolder();
  const output = path.join(directory, 'report.json');
  await memprof(
    [
      ...['run', '--snapshots', 'none', '--directory', directory, '--format', 'json', '--output', output],
      ...['--signal', 'SIGTERM', fixture('apps/blocked-for-a-while.js')],
    ],
    { onStdout: (text, kill) => text === 'ready\n' && kill('SIGTERM') },
  );

  const { labels } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  expect(labels.map(({ kind }) => kind)).toEqual(['start', 'signal', 'end']);
});

test('labels can come by the clock and by a signal, also in a blocked event loop', async () => {
  const directory = temporaryFolder();
  const output = path.join(directory, 'report.json');
  await memprof(
    [
      ...['run', '--snapshots', 'none', '--directory', directory, '--format', 'json', '--output', output],
      ...['--every', '100ms', '--signal', 'USR2', fixture('apps/blocked-for-a-while.js')],
    ],
    { onStdout: (text, kill) => text === 'ready\n' && kill('SIGUSR2') },
  );

  const kinds = (JSON.parse(readFileSync(output, 'utf8')) as RunResult).labels.map(({ kind }) => kind);
  expect(kinds).toContain('every');
  expect(kinds).toContain('signal');
});
