import { expect, test } from 'vitest';
import type { LabelResult, MemoryResult } from '../../src/analysis/results.ts';
import { memorySection } from '../../src/report/terminal/memory-section.ts';
import { makeStyle } from '../../src/report/terminal/style.ts';

const MIB = 2 ** 20;

const memoryOf = (rssMib: number, arrayBuffersBytes: number): MemoryResult => ({
  rssBytes: rssMib * MIB,
  heapTotalBytes: 12 * MIB,
  heapUsedBytes: 6 * MIB,
  externalBytes: 2 * MIB,
  arrayBuffersBytes,
});

const label = (name: string, memory: MemoryResult): LabelResult => ({
  name,
  givenName: name,
  kind: name,
  elapsedMs: 100,
  memory,
  fileDescriptors: null,
  threads: null,
  snapshot: null,
  skipped: null,
});

test('memory over time is drawn from its lowest to its highest, and a few bytes up and down as a level', () => {
  const memory = [
    { elapsedMs: 100, ...memoryOf(80, 17_100) },
    { elapsedMs: 200, ...memoryOf(100, 17_104) },
    { elapsedMs: 300, ...memoryOf(120, 17_100) },
  ];
  const labels = [label('start', memory[0]!), label('end', memory[2]!)];

  const lines = memorySection({ labels, memory }, 120, makeStyle(false)).split('\n');

  const chart = (name: string) => lines.find((line) => line.startsWith(`  ${name}  `));
  expect(chart('RSS')).toMatch(/ ▁+▅+█ 80\.0 MiB … 120 MiB$/);
  expect(chart('heap in use')).toMatch(/ ▁{60} 6\.00 MiB$/);
  expect(chart('buffers')).toMatch(/ ▁{60} 16\.7 KiB$/);
});
