import { describe, expect, test } from 'vitest';
import type { DiffResult, LabelResult } from '../../src/analysis/results.ts';
import { emptyTable, titleOf } from '../../src/report/growth-words.ts';

const label = (name: string, snapshot: string | null): LabelResult => ({
  name,
  givenName: name,
  kind: 'mark',
  elapsedMs: 0,
  memory: { rssBytes: 0, heapTotalBytes: 0, heapUsedBytes: 0, externalBytes: 0, arrayBuffersBytes: 0 },
  fileDescriptors: null,
  threads: null,
  snapshot,
  skipped: null,
});

const comparison: DiffResult = {
  schemaVersion: 1,
  from: 'a',
  to: 'b',
  allocations: { kind: 'exact', intervalBytes: null },
  lineno: [],
  filename: [],
  module: [],
  traceback: [],
  constructor: [],
  owners: [],
  internalsDiffBytes: 0,
  bookkeepingDiffBytes: 0,
};

describe('a table without rows says', () => {
  const exact = { kind: 'exact', intervalBytes: null } as const;
  const sampled = { kind: 'sampled', intervalBytes: 1 } as const;
  const [seen, b] = [label('a', 'a.heapsnapshot'), label('b', null)];

  test('that nothing has changed where that is known', () => {
    expect(emptyTable([seen, label('b', 'b.heapsnapshot')], comparison, 'lineno', exact)).toBe(
      'nothing has changed',
    );
    expect(emptyTable([seen, b], comparison, 'lineno', sampled)).toBe('nothing has changed');
    expect(emptyTable([], comparison, 'constructor', exact)).toBe('nothing has changed');
  });

  test('which label has no snapshot to tell', () => {
    expect(emptyTable([seen, b], comparison, 'lineno', exact)).toBe('not known: no snapshot at b');
    expect(emptyTable([seen, b], comparison, 'constructor', sampled)).toBe('not known: no snapshot at b');
    expect(emptyTable([label('a', null), b], comparison, 'constructor', sampled)).toBe(
      'not known: there are no snapshots',
    );
  });
});

test('a title says when only some files are looked at', () => {
  expect(titleOf('lineno', true, true)).toBe(
    'live allocations by line, of the files chosen, callees included',
  );
  expect(titleOf('constructor', true, true)).toBe('live objects by constructor');
});
