import { describe, expect, test } from 'vitest';
import type { AllocationRow, ConstructorRow, DiffResult } from '../../src/analysis/results.ts';
import { renderDiffMarkdown } from '../../src/report/markdown.ts';
import { renderDiffReport } from '../../src/report/terminal/diff-report.ts';

const figures = { sizeBytes: 123_456_789, sizeDiffBytes: 98_765_432, count: 1_234_567, countDiff: 765_432 };

const line: AllocationRow = {
  ...figures,
  sizeDiffErrorBytes: 0,
  file: 'src/customers/answering/prompts.ts',
  line: 1234,
  column: null,
  functionName: 'rememberEveryAnswer',
  packageName: null,
};

const stacked: AllocationRow = {
  ...line,
  stack: [
    { functionName: 'remember', file: 'a.ts', line: 3, column: 1 },
    { functionName: 'answer', file: 'b.ts', line: 5, column: 1 },
  ],
};

const constructor: ConstructorRow = {
  ...figures,
  constructorName: 'ConversationWithAVeryLongMemory',
  retainedBytes: 1,
  retainedDiffBytes: 1,
  accountedDiffBytes: 98_765_432,
  newCount: 1_234_567,
  deletedCount: 765_432,
};

const unchanged = { sizeDiffBytes: 0, countDiff: 0 };

const result: DiffResult = {
  schemaVersion: 1,
  from: 'turn #1',
  to: 'turn #8',
  allocations: { kind: 'sampled', intervalBytes: 4096 },
  lineno: [line, { ...line, ...unchanged, functionName: 'same' }],
  filename: [],
  module: [],
  traceback: [stacked],
  constructor: [constructor, { ...constructor, ...unchanged, constructorName: 'Same' }],
  owners: [],
  internalsDiffBytes: 1_000_000,
  bookkeepingDiffBytes: 2_000_000,
  nativeGrowth: { name: 'Node / zlib_memory', sizeDiffBytes: 1_500_000 },
};

describe('in a terminal', () => {
  const linesAt = (width: number, by: 'lineno' | 'constructor'): string[] =>
    renderDiffReport(result, {
      by: [by],
      limit: 10,
      onlyChanged: true,
      cumulative: false,
      width,
      color: false,
    }).split('\n');

  test.each([40, 60, 80, 120])('a table of %i columns is no wider', (width) => {
    for (const by of ['lineno', 'constructor'] as const) {
      const [, heads, row] = linesAt(width, by);
      expect(heads!.length).toBeLessThanOrEqual(width);
      expect(row!.length).toBeLessThanOrEqual(width);
      expect(heads).toContain('size diff');
      expect(row).toMatch(by === 'lineno' ? /:1234/ : /Conv/);
    }
  });

  test('with room for all columns none is left out, and the average goes first', () => {
    const headsAt = (width: number) => linesAt(width, 'constructor')[1]!.trim().split(/ {2,}/);
    const all = headsAt(140);
    expect(all).toHaveLength(10);
    // The name of 31 characters is shortened to 12 before.
    const fitting = linesAt(140, 'constructor')
      .slice(1, 3)
      .map(({ length }) => length);
    expect(headsAt(Math.max(...fitting) - 20)).toEqual(all.filter((head) => head !== 'average'));
  });
});

describe('where sampled objects were replaced by others', () => {
  const uncertain = { ...line, sizeDiffErrorBytes: 1_048_576 };
  const replaced: DiffResult = {
    ...result,
    lineno: [line, uncertain],
    traceback: [{ ...stacked, sizeDiffErrorBytes: 1_048_576 }],
  };
  const options = { limit: 10, onlyChanged: true, cumulative: false };
  const terminal = (by: 'lineno' | 'traceback', width: number): string =>
    renderDiffReport(replaced, { ...options, by: [by], width, color: false });

  test('a column tells by how much chance may have moved them, and a line what that is', () => {
    const [, heads, certain, other, footnote] = terminal('lineno', 160).split('\n');
    const cells = (text: string) => text.trim().split(/ {2,}/);
    expect(cells(heads!).slice(0, 4)).toEqual(['#', 'size', 'size diff', '±']);
    expect(cells(certain!).slice(2, 4)).toEqual(['+94.2 MiB', '1,234,567']);
    expect(cells(other!).slice(2, 5)).toEqual(['+94.2 MiB', '1.00 MiB', '1,234,567']);
    expect(footnote).toContain('±: other objects than before');
    expect(terminal('traceback', 80)).toContain('(+94.2 MiB ± 1.00 MiB)');
  });

  test('nor is it in the way where nothing was replaced', () => {
    expect(renderDiffReport(result, { ...options, by: ['lineno'], width: 160, color: false })).not.toContain(
      '±',
    );
    expect(renderDiffMarkdown(result, { ...options, by: ['lineno'] })).not.toContain('±');
  });

  test('Markdown has it behind the difference', () => {
    const text = renderDiffMarkdown(replaced, { ...options, by: ['lineno'] });
    expect(text).toContain('| +94.2 MiB ± 1.00 MiB |');
    expect(text).toContain('±: other objects than before');
  });
});

describe('in Markdown', () => {
  const sectionOf = (by: 'lineno' | 'constructor' | 'traceback', onlyChanged = true): string =>
    renderDiffMarkdown(result, {
      by: [by],
      limit: 10,
      onlyChanged,
      cumulative: by === 'lineno' && !onlyChanged,
    });

  test('sampled figures say so, and what is in no row is told', () => {
    expect(sectionOf('lineno')).toContain('sampled every 4.00 KiB: estimates');
    expect(sectionOf('lineno')).toContain('with no line of yours on the stack +977 KiB');
    expect(sectionOf('constructor')).toContain('from the snapshots: exact');
    const native = 'native objects) +1.91 MiB, above all Node / zlib\\_memory +1.43 MiB';
    expect(sectionOf('constructor')).toContain(native);
    expect(sectionOf('lineno')).not.toContain('zlib');
  });

  test('cumulative tables say so', () => {
    expect(sectionOf('lineno')).not.toContain('callees included');
    expect(sectionOf('lineno', false)).toContain('live allocations by line, callees included');
  });

  test('what stayed the same is left out, as in a terminal', () => {
    expect(sectionOf('lineno')).not.toContain('`same`');
    expect(sectionOf('constructor')).not.toContain('`Same`');
    expect(sectionOf('lineno', false)).toContain('`same`');
  });

  test('constructors have what they are ordered by', () => {
    expect(sectionOf('constructor')).toContain('| growth held | new | gone | where |');
    expect(sectionOf('constructor')).toContain('| +94.2 MiB | 1,234,567 | 765,432 | `Conv');
  });

  test('a stack is told whole', () => {
    expect(sectionOf('traceback')).toContain('`a.ts:3` `remember`<br>`b.ts:5` `answer`');
  });
});
