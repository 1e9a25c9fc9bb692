import { stripVTControlCharacters } from 'node:util';
import { assert, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import type { AllocationRow, ConstructorRow } from '../../src/analysis/results.ts';
import { renderWatchLine } from '../../src/report/terminal/watch-line.ts';
import type { WatchSample, WatchState } from '../../src/report/terminal/watch-state.ts';
import { renderWatch } from '../../src/report/terminal/watch-view.ts';

const MIB = 2 ** 20;

const sample = (second: number): WatchSample => ({
  rssBytes: (60 + second) * MIB,
  heapUsedBytes: (10 + second) * MIB,
  arrayBuffersBytes: 0.5 * MIB,
  majorCollections: second % 4 === 0 ? 1 : 0,
  minorCollections: 2,
  collectingMs: second % 4 === 0 ? 12.25 : 1.5,
  delayMs: second === 5 ? 85 : 0.25,
  utilization: 0.12,
});

const line = (where: number, functionName: string, diff: number): AllocationRow => ({
  file: 'src/agent.ts',
  line: where,
  column: null,
  functionName,
  packageName: null,
  sizeBytes: 4 * MIB,
  sizeDiffBytes: diff,
  sizeDiffErrorBytes: 0,
  count: 10,
  countDiff: 1,
});

const constructor = (constructorName: string, count: number, countDiff: number): ConstructorRow => ({
  constructorName,
  sizeBytes: count * 40,
  sizeDiffBytes: countDiff * 40,
  count,
  countDiff,
  retainedBytes: 0,
  retainedDiffBytes: 0,
  accountedDiffBytes: countDiff * 2048,
  newCount: countDiff,
  deletedCount: 0,
});

const STATE: WatchState = {
  title: 'src/agent.ts --fast',
  facts: ['pid 4711', 'Node v24.1.0'],
  elapsedMs: 65_000,
  samples: Array.from({ length: 12 }, (_, i) => sample(i)),
  since: 'the start',
  baseline: sample(0),
  order: 'growth',
  lines: [line(25, 'fakeModel', 3 * MIB), line(31, 'remember', 12_000)],
  constructors: [constructor('{role, content}', 420, 400), constructor('Session', 12, 2)],
  census: { agoMs: 4000, tookMs: 310, nextMs: 27_000 },
  censusNote: null,
  buffers: [
    { name: 'apiCalls', capacity: 20, length: 20, dropped: 10, bytes: 3000, capacityFrom: 'default' },
    { name: 'timings', capacity: 20, length: 5, dropped: 0, bytes: 800, capacityFrom: 'default' },
  ],
  output: { lines: ['listening on 8080', 'GET /'], file: '.memprof/x/output.log' },
  status: 'mark 1: growth counts from here',
  hasKeys: true,
};

test('a whole screen', () => {
  const lines = renderWatch(STATE, { width: 100, height: 38, color: false });

  expect(lines.map((text) => text.trimEnd())).toMatchInlineSnapshot(`
    [
      "memprof watch  src/agent.ts --fast · pid 4711 · Node v24.1.0 · watched for 1 min 05 s",
      "",
      "Memory and its change since the start",
      "  RSS                                    ▂▃▃▄▅▅▆▆▇▇██  71.0 MiB   +11.0 MiB  most 71.0 MiB",
      "  heap in use                            ▁▁▂▃▃▄▅▆▆▇██  21.0 MiB   +11.0 MiB  most 21.0 MiB",
      "  buffers                                ████████████   512 KiB         0 B  most 512 KiB",
      "",
      "Event loop and garbage collection",
      "  delay p99                              ▁▁▁▁▁█▁▁▁▁▁▁    0.3 ms  worst 85 ms",
      "  busy                                   ▁▁▁▁▁▁▁▁▁▁▁▁      12 %",
      "  collecting                             █▁▁▁█▁▁▁█▁▁▁    1.5 ms  3 major, 24 minor",
      "",
      "Lines whose live allocations changed most since the start (sampled)",
      "      size  size diff  where            function",
      "  4.00 MiB  +3.00 MiB  src/agent.ts:25  fakeModel",
      "  4.00 MiB  +11.7 KiB  src/agent.ts:31  remember",
      "",
      "Constructors since the start · census 4.0 s ago, took 310 ms · next in 27.0 s",
      "  count  count diff      size  growth held  constructor",
      "    420        +400  16.4 KiB     +800 KiB  {role, content}",
      "     12          +2     480 B    +4.00 KiB  Session",
      "",
      "Ring buffers",
      "  apiCalls                  ████████████████████  20 of 20  10 dropped",
      "  timings                   █████░░░░░░░░░░░░░░░  5 of 20",
      "",
      "Output all of it in .memprof/x/output.log",
      "  listening on 8080",
      "  GET /",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "mark 1: growth counts from here",
      "m mark  s snapshot  g collect garbage  o sort by size  q quit",
    ]
  `);
});

test('one line for a log', () => {
  expect(renderWatchLine(STATE, '12:00:00')).toMatchInlineSnapshot(`
    "12:00:00  RSS 71.0 MiB  heap 21.0 MiB (+11.0 MiB)  buffers 512 KiB  gc 0 major 2 minor 2 ms  delay 0.3 ms  busy 12 %  grows +3.00 MiB src/agent.ts:25 fakeModel
    "
  `);
});

test('a screen fits, whatever its size and whatever the program is called', () => {
  const hostile = string({ unit: 'binary', maxLength: 60 });
  assert(
    property(integer({ min: 20, max: 220 }), integer({ min: 3, max: 70 }), hostile, (width, height, text) => {
      const state = {
        ...STATE,
        title: text,
        status: text,
        lines: [line(1, text, 5)],
        constructors: [constructor(text, 5, 5)],
        buffers: [{ ...STATE.buffers[0]!, name: text }],
        output: { lines: [text], file: 'output.log' },
      };
      const lines = renderWatch(state, { width, height, color: true });
      expect(lines.length).toBeLessThanOrEqual(height);
      for (const shown of lines) {
        // Nothing but our own colours reaches the terminal.
        // oxlint-disable-next-line no-control-regex
        expect(shown.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
    }),
  );
});

test('nothing is known yet', () => {
  const empty: WatchState = {
    ...STATE,
    samples: [],
    baseline: null,
    lines: [],
    constructors: [],
    census: null,
    buffers: [],
    output: null,
    status: '',
    hasKeys: false,
  };
  const text = stripVTControlCharacters(
    renderWatch(empty, { width: 80, height: 24, color: true }).join('\n'),
  );

  expect(text).toContain('no census yet: s takes one');
  expect(text).not.toContain('NaN');
  expect(renderWatchLine(empty, '12:00:00')).toBe('');
});
