import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { groupAllocations } from '../../src/allocations/group.ts';
import type { AllocationProfile } from '../../src/allocations/profile.ts';
import { createFrameResolver, type ResolveFrame } from '../../src/allocations/resolve-frames.ts';
import type { AllocationRow, GroupBy } from '../../src/allocations/rows.ts';
import { profileFromSamples } from '../../src/allocations/sampled.ts';
import { profileFromTraces } from '../../src/allocations/tracked.ts';
import { readHeapProfile } from '../../src/format/heapprofile/read.ts';
import { readTraceTree } from '../../src/format/heapprofile/trace-tree.ts';
import { SourceMaps } from '../../src/sourcemap/source-maps.ts';

const programs = fileURLToPath(new URL('real-program/', import.meta.url));

/** 5,000 messages of 20 strings each, as keeper.mts keeps them. */
const STRINGS = 100_000;

function record(isTracked: boolean): any {
  const directory = mkdtempSync(join(tmpdir(), 'memprof-'));
  try {
    const recorded = join(directory, 'recorded.json');
    execFileSync(process.execPath, ['--require', './sample.cjs', '--import', 'tsx', 'keeper.mts'], {
      cwd: programs,
      env: { ...process.env, RECORDED: recorded, TRACKED: isTracked ? '1' : '0', NODE_OPTIONS: '' },
      timeout: 50_000,
    });
    const read = (path: string): any => JSON.parse(readFileSync(path, 'utf8'));
    return { ...read(recorded), ...(isTracked && { snapshot: read(`${recorded}.heapsnapshot`) }) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function resolverFor(sourceMaps: SourceMaps): ResolveFrame {
  return createFrameResolver({ sourceMaps, cwd: programs, isOwn: (url) => url.endsWith('/sample.cjs') });
}

describe('sampled', () => {
  let after: AllocationProfile;
  let sourceMaps: SourceMaps;
  let resolve: ResolveFrame;

  beforeAll(() => {
    const { profiles, intervalBytes, scripts } = record(false);
    after = profileFromSamples(readHeapProfile(profiles.at(-1), 'keeper'), intervalBytes);
    sourceMaps = new SourceMaps(scripts);
    resolve = resolverFor(sourceMaps);
  });

  const rowsOf = (profile: AllocationProfile, by: GroupBy): readonly AllocationRow[] =>
    groupAllocations(profile, { by, resolve }).rows;

  test('the function that keeps the messages heads the table, at its line in the TypeScript file', () => {
    // The strings are made in the arrow function in line 11, the objects in the function of line 10.
    const rows = rowsOf(after, 'lineno');
    const makeMessage = rows.find((row) => row.functionName === 'makeMessage');

    expect(rows[0]).toMatchObject({ payer: 'user', file: 'keeper.mts', line: 11, precision: 'function' });
    expect(makeMessage).toMatchObject({ file: 'keeper.mts', line: 10, column: 10 });
    expect(sourceMaps.failures()).toEqual([]);
  });

  test('sizes and counts are those of the objects it keeps, as near as sampling gets', () => {
    // A string is 32 bytes, or what it is put together from: less than 120 bytes in 4 objects.
    const [{ file, sizeBytes, count }] = rowsOf(after, 'filename');

    expect(file).toBe('keeper.mts');
    expect(sizeBytes).toBeGreaterThan(STRINGS * 32 * 0.7);
    expect(sizeBytes).toBeLessThan(STRINGS * 120 * 1.3);
    expect(count).toBeGreaterThan(STRINGS * 0.6);
    expect(count).toBeLessThan(STRINGS * 4 * 1.4);
  });

  test('the stack leads from the allocation to the top of the program', () => {
    const [first] = rowsOf(after, 'traceback');

    expect(first.stack!.map((frame) => `${frame.file}:${frame.line} ${frame.functionName}`)).toEqual([
      'keeper.mts:11 (anonymous)',
      'keeper.mts:10 makeMessage',
      'keeper.mts:17 receive',
      'keeper.mts:1 (top level)',
    ]);
  });

  test('neither the TypeScript loader nor the sampler has a row', () => {
    const names = rowsOf(after, 'module').map((row) => row.key);

    expect(names).toContain('(program)');
    expect(names.filter((name) => /tsx|esbuild|memprof|loader/.test(name))).toEqual([]);
  });
});

test('tracked: objects are counted at the same lines', () => {
  const { snapshot, scripts } = record(true);
  const traces = readTraceTree(
    {
      functionInfos: snapshot.trace_function_infos,
      tree: snapshot.trace_tree,
      stringAt: (index) => snapshot.strings[index],
    },
    'keeper',
  );
  const profile = profileFromTraces(traces, liveByTrace(snapshot));
  const table = groupAllocations(profile, { by: 'lineno', resolve: resolverFor(new SourceMaps(scripts)) });
  const [first] = table.rows;
  const makeMessage = table.rows.find((row) => row.functionName === 'makeMessage')!;

  expect(first).toMatchObject({ file: 'keeper.mts', line: 11 });
  expect(first.count).toBeGreaterThan(STRINGS * 0.99);
  expect(first.count).toBeLessThan(STRINGS * 1.01);
  // An object and an array a message, and the array's elements.
  expect(makeMessage).toMatchObject({ file: 'keeper.mts', line: 10 });
  expect(makeMessage.count).toBeGreaterThan(9_500);
  expect(makeMessage.count).toBeLessThan(20_000);
});

function liveByTrace({ snapshot: { meta }, nodes }: any): { sizeOf: number[]; countOf: number[] } {
  const fields: string[] = meta.node_fields;
  const sizeOf: number[] = [];
  const countOf: number[] = [];
  for (let at = 0; at < nodes.length; at += fields.length) {
    const trace: number = nodes[at + fields.indexOf('trace_node_id')];
    sizeOf[trace] = (sizeOf[trace] ?? 0) + nodes[at + fields.indexOf('self_size')];
    countOf[trace] = (countOf[trace] ?? 0) + 1;
  }
  return { sizeOf, countOf };
}
