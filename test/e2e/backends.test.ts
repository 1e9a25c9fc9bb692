import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { NODE, fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';

// Two snapshots of each heap and more: on a loaded machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

/** Native packages are built for the Node that installed them. */
function isThere(name: string): boolean {
  try {
    createRequire(import.meta.url)(name);
    return NODE === process.execPath;
  } catch {
    return false;
  }
}

async function tablesOf(backend: string) {
  const { code, stderr } = await memprof([
    'run',
    ...['--backend', backend, '--directory', temporaryFolder(), '--format', 'json'],
    ...['--sampling-interval', '4096', fixture('apps/exact.js')],
  ]);
  expect(code, stderr.slice(0, 500)).toBe(0);
  const { comparisons } = JSON.parse(stderr) as RunResult;
  const { constructor, lineno } = comparisons.find(({ from, to }) => from === 'before' && to === 'after')!;
  const objects = constructor.find(({ constructorName }) => constructorName === 'Object')!;
  return {
    heads: [constructor[0]!.constructorName, lineno[0]!.functionName, lineno[0]!.line],
    objects: { newCount: objects.newCount, deletedCount: objects.deletedCount },
  };
}

test.for(['v8-profiler-next', 'heapdump'])(
  '%s gives the same tables as the inspector',
  async (name, { skip }) => {
    if (!isThere(name)) skip(`${name} is not installed, or not for this Node`);

    const [expected, actual] = [await tablesOf('inspector'), await tablesOf(name)];

    expect(expected.heads).toEqual(['Array', 'makeThousand', 8]);
    expect(actual).toEqual(expected);
  },
);

test.for(['v8-profiler-next', 'heapdump'])(
  '%s takes the main program, workers take themselves',
  async (name, { skip }) => {
    if (!isThere(name)) skip(`${name} is not installed, or not for this Node`);

    const { code, stderr } = await memprof([
      'run',
      ...['--backend', name, '--follow', 'workers', '--directory', temporaryFolder(), '--format', 'json'],
      ...[fixture('apps/follow/pool.ts'), '1', '2'],
    ]);

    expect(code, stderr.slice(0, 500)).toBe(0);
    const { comparisons, labels } = JSON.parse(stderr.slice(stderr.indexOf('{'))) as RunResult;
    expect(labels.every(({ snapshot, places }) => snapshot !== null && places !== undefined)).toBe(true);
    const rounds = comparisons.find(({ from, to }) => from === 'round #1' && to === 'round #2')!;
    const jobs = rounds.constructor.find(({ constructorName }) => constructorName === 'Job')!;
    expect([jobs.place, jobs.countDiff]).toEqual(['worker 3 (pool-worker.mjs)', 400]);
    // What the package itself allocates is no row.
    expect(rounds.lineno.filter(({ file }) => file.includes(name))).toEqual([]);
  },
);
