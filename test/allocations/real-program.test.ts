import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupAllocations } from '../../src/allocations/group.ts';
import type { AllocationProfile } from '../../src/allocations/profile.ts';
import { createFrameResolver, type ResolveFrame } from '../../src/allocations/resolve-frames.ts';
import type { AllocationTable, GroupBy } from '../../src/allocations/rows.ts';
import { profileFromSamples } from '../../src/allocations/sampled.ts';
import { readHeapProfile } from '../../src/format/heapprofile/read.ts';
import { SourceMaps } from '../../src/sourcemap/source-maps.ts';

const programs = fileURLToPath(new URL('real-program/', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'memprof-'));
let profile: AllocationProfile;
let resolve: ResolveFrame;
let sourceMaps: SourceMaps;

beforeAll(() => {
  const samples = join(directory, 'samples.json');
  execFileSync(process.execPath, ['--require', './sample.cjs', '--import', 'tsx', 'keeper.mts'], {
    cwd: programs,
    env: { ...process.env, SAMPLES: samples, NODE_OPTIONS: '' },
    timeout: 50_000,
  });
  const recorded = JSON.parse(readFileSync(samples, 'utf8'));
  profile = profileFromSamples(readHeapProfile(recorded, 'keeper'), recorded.intervalBytes);
  sourceMaps = new SourceMaps(recorded.scripts);
  resolve = createFrameResolver({
    sourceMaps,
    cwd: programs,
    isOwn: (url) => url.endsWith('/sample.cjs'),
  });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function table(by: GroupBy): AllocationTable {
  return groupAllocations(profile, { by, resolve });
}

test('the function that keeps 5,000 messages heads the table, at its line in the TypeScript file', () => {
  const { rows } = table('lineno');
  // The strings are made in the arrow function in line 11, the objects in the function of line 10.
  const [first] = rows;
  const makeMessage = rows.find((row) => row.functionName === 'makeMessage');

  expect(first).toMatchObject({ payer: 'user', file: 'keeper.mts', line: 11, precision: 'function' });
  expect(makeMessage).toMatchObject({ file: 'keeper.mts', line: 10, column: 10 });
  expect(sourceMaps.failures()).toEqual([]);
});

test('its size is that of the objects it keeps, as near as sampling gets', () => {
  // 100,000 strings: 32 bytes each, or what they are put together from, and less than 120 in all.
  const [first] = table('filename').rows;

  expect(first.file).toBe('keeper.mts');
  expect(first.sizeBytes).toBeGreaterThan(2_400_000);
  expect(first.sizeBytes).toBeLessThan(16_000_000);
  expect(first.averageBytes).toBeGreaterThan(16);
  expect(first.averageBytes).toBeLessThan(120);
});

test('the stack leads from the allocation to the top of the program', () => {
  const [first] = table('traceback').rows;

  expect(first.stack!.map((frame) => `${frame.file}:${frame.line} ${frame.functionName}`)).toEqual([
    'keeper.mts:11 (anonymous)',
    'keeper.mts:10 makeMessage',
    'keeper.mts:17 receive',
    'keeper.mts:1 (top level)',
  ]);
});

test('neither the TypeScript loader nor the sampler has a row', () => {
  const names = table('module').rows.map((row) => row.key);

  expect(names).toContain('(program)');
  expect(names.filter((name) => /tsx|esbuild|memprof|loader/.test(name))).toEqual([]);
});
