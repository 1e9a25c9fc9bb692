import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CheckResult, CheckedSuspect } from '../../src/check/result.ts';
import { renderCheckMarkdown } from '../../src/report/check-markdown.ts';
import { renderGithub } from '../../src/report/github.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderCheckReport } from '../../src/report/terminal/check-report.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

const PLACE = { file: 'src/agent.ts', line: 12, column: 3 };
const SUSPECT: CheckedSuspect = {
  fingerprint: '0123456789abcdef',
  kind: 'message-history',
  title: 'Agent.history gains {role, content}',
  constructorName: '{role, content}',
  reference: { name: 'Agent.history', holder: 'Array', location: PLACE, isPlaceOfObjects: false },
  perIteration: { bytes: 1536, count: 1 },
  retainedBytes: 153_600,
  retainingPath: [
    {
      name: 'module agent.ts',
      edge: 'variable agent',
      location: { ...PLACE, line: 1 },
      verdict: 'not-leaking',
      reason: 'module',
      isSuspect: false,
      hops: 1,
    },
    {
      name: 'Agent',
      edge: '.history',
      location: PLACE,
      verdict: 'unknown',
      reason: 'gains-objects',
      isSuspect: true,
      hops: 1,
    },
    {
      name: '{role, content}',
      edge: null,
      location: null,
      verdict: 'leaking',
      reason: 'one-of-many',
      isSuspect: false,
      hops: 1,
    },
  ],
  files: ['src/agent.ts'],
  package: null,
  advice: 'message-history',
  docs: 'docs/findings/message-history.md',
  isProven: true,
  allocations: [
    {
      ...PLACE,
      functionName: 'remember',
      line: 20,
      count: 100,
      bytes: 9600,
      stack: [{ ...PLACE, functionName: 'remember', line: 20 }],
    },
  ],
  status: 'new',
  upstream: null,
};

const RESULT: CheckResult = {
  schemaVersion: 1,
  target: { file: 'leaks/agent.mjs', args: [], kind: 'module' },
  verdict: 'leak',
  reason: 'grows-in-every-round',
  iterations: 24_000,
  rounds: 29,
  elapsedMs: 5012,
  perIteration: { bytes: 1536, objects: 3, arrayBuffersBytes: 0, rssBytes: 2000, fileDescriptors: 0 },
  shape: 'linear',
  growing: [{ kind: 'object Object', perIteration: { count: 1, bytes: 40 } }],
  outside: [{ series: 'fileDescriptors', trend: 'growing', perIteration: 1 }],
  series: [],
  suspects: [SUSPECT],
  budgets: [{ text: 'heap<5MiB', unit: 'bytes', limit: 5 * 2 ** 20, actual: 6 * 2 ** 20, isBroken: true }],
  notes: [],
  fails: true,
};

test('JSON', () => {
  expectToMatchSchema('check-result', RESULT);
});

test('terminal', () => {
  expect(renderCheckReport(RESULT, { color: false, width: 110 })).toMatchInlineSnapshot(`
    "memprof check leaks/agent.mjs

    Leak: it grows in every round and does not stop (24,000 iterations, 29 rounds, 5.0 s)

    Each iteration: +1.50 KiB in 3 objects, linear
      +1 (40 B) object Object
    open file descriptors: +1 each iteration

    Suspect 1: message-history
    \`Agent.history\` (src/agent.ts:12) gains 1 \`{role, content}\` (1.50 KiB) each iteration.
    ├─ module agent.ts src/agent.ts:1
    │     Leaking: NO (a module lives as long as the program)
    │     ↓ variable agent
    ├─ Agent src/agent.ts:12
    │     Leaking: UNKNOWN (was there before, and gains objects)
    │     ↓ .history
    │       ~~~~~~~~
    ╰→ {role, content}
          Leaking: YES (one of many that came and stayed)
    Where it was made:
        at remember (src/agent.ts:20:3)
    What to do: Keep the last turns, summarise the old ones, and drop the history when the session ends.
    docs/findings/message-history.md   fingerprint 0123456789abcdef

    Budget heap<5MiB: 6.00 MiB, broken
    "
  `);
});

test('the terminal report has no escape sequence of the program in it', () => {
  const evil = { ...SUSPECT, reference: { ...SUSPECT.reference, name: 'a\u001b[31mb' } };

  expect(renderCheckReport({ ...RESULT, suspects: [evil] }, { color: false, width: 110 })).not.toContain(
    '\u001b',
  );
});

test('markdown', () => {
  const text = renderCheckMarkdown(RESULT);

  expect(text).toContain('**Leak: it grows in every round and does not stop');
  expect(text).toContain('Agent → .history');
  expect(text).toContain('budget `heap<5MiB`: **broken**');
});

test('JUnit: a failure for the leak, one for the budget, and markup is escaped', () => {
  const text = renderJunit(RESULT);

  expect(text).toContain('<testsuite name="memprof check" tests="2" failures="2" errors="0" time="5.012">');
  expect(text).toContain('keeps heap&#60;5MiB');
});

test('JUnit: a leak the baseline knows is no failure; one that is undecided is an error', () => {
  const known = { ...RESULT, suspects: [{ ...SUSPECT, status: 'known' as const }], budgets: [] };
  const undecided = { ...RESULT, verdict: 'inconclusive' as const, reason: 'out-of-time' as const };

  expect(renderJunit(known)).toContain('failures="0" errors="0"');
  expect(renderJunit({ ...undecided, suspects: [], budgets: [] })).toContain('failures="0" errors="1"');
});

test('SARIF: the place of the reference, and a fingerprint', () => {
  const { runs } = JSON.parse(renderSarif(RESULT, '1.2.3')) as { runs: any[] };

  expect(runs[0].tool.driver).toMatchObject({ name: 'memprof', version: '1.2.3' });
  expect(runs[0].results[0]).toMatchObject({
    ruleId: 'message-history',
    level: 'error',
    partialFingerprints: { 'memprof/v1': '0123456789abcdef' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/agent.ts' },
          region: { startLine: 12, startColumn: 3 },
        },
      },
    ],
  });
});

test('GitHub: an annotation a suspect, on one line each', () => {
  const [suspect, budget, rest] = renderGithub(RESULT).split('\n');

  expect(suspect).toMatch(
    /^::error file=src\/agent\.ts,line=12,col=3,title=Memory leak%3A message-history::/,
  );
  expect(budget).toMatch(/^::error title=Memory budget::heap<5MiB/);
  expect(rest).toBe('');
});

describe('the schema', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/check-result.schema.json', import.meta.url), 'utf8'),
  ) as { required: string[]; properties: object; $defs: { suspect: { required: string[] } } };

  test('names every field of a result, and no other', () => {
    expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(RESULT).toSorted());
    expect(schema.required.toSorted()).toEqual(Object.keys(RESULT).toSorted());
  });

  test('names every field of a suspect', () => {
    expect(schema.$defs.suspect.required.toSorted()).toEqual(Object.keys(SUSPECT).toSorted());
  });
});
