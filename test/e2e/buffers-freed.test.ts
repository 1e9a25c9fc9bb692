import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

/** Keeps 16 MiB of buffers, and lets go of them. */
const PROGRAM = `
const held = [];
for (let n = 0; n < 256; n++) held.push(new Uint8Array(65_536).fill(1));
globalThis.memprof?.mark('held');
held.length = 0;
globalThis.memprof?.mark('freed');
`;

test('buffers that nothing holds are in no figure, though V8 frees their memory on another thread', async () => {
  const folder = temporaryFolder();
  const output = path.join(folder, 'report.json');
  writeFileSync(path.join(folder, 'program.mjs'), PROGRAM);
  const options = ['--snapshots', 'none', '--format', 'json', '--output', output];
  const ended = await memprof(['run', ...options, 'program.mjs'], { cwd: folder });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { labels } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  const [start, held, freed] = labels.map(({ memory }) => memory.externalBytes / 2 ** 20);
  expect(held - start).toBeGreaterThan(15);
  expect(Math.abs(freed - start)).toBeLessThan(1);
});
