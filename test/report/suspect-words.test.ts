import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Suspect } from '../../src/analysis/leaks/suspect.ts';
import { SUSPECT_KINDS } from '../../src/analysis/leaks/suspect-kind.ts';
import { adviceFor, sentenceFor } from '../../src/report/suspect-words.ts';

const DOCS = fileURLToPath(new URL('../../docs/findings/', import.meta.url));

const suspect: Suspect = {
  fingerprint: '0123456789abcdef',
  kind: 'message-history',
  title: 'Agent.history gains {role, content}',
  constructorName: '{role, content}',
  reference: {
    name: 'Agent.history',
    holder: 'Array',
    location: { file: 'src/agent.ts', line: 12, column: 3 },
    isPlaceOfObjects: false,
  },
  perIteration: { bytes: 1536, count: 0.995 },
  retainedBytes: 153_600,
  retainingPath: [
    { name: 'Agent', edge: '.history', location: null, verdict: 'not-leaking', reason: 'existed-before', isSuspect: true, hops: 1 }, // prettier-ignore
    { name: '{role, content}', edge: null, location: null, verdict: 'leaking', reason: 'one-of-many', isSuspect: false, hops: 1 }, // prettier-ignore
  ],
  files: ['src/agent.ts'],
  package: null,
  advice: 'message-history',
  docs: 'docs/findings/message-history.md',
  isProven: true,
};

test('a suspect in one sentence', () => {
  expect(sentenceFor(suspect)).toBe(
    '`Agent.history` (src/agent.ts:12) gains 1 `{role, content}` (1.50 KiB) each iteration',
  );
});

test('where the objects belong stands with them, not with the reference', () => {
  const reference = { ...suspect.reference, name: "a running function's Array", isPlaceOfObjects: true };
  expect(sentenceFor({ ...suspect, reference })).toBe(
    "`a running function's Array` gains 1 `{role, content}` (src/agent.ts:12, 1.50 KiB) each iteration",
  );
});

test('of a suspect in a package, the program’s own reference to it is told', () => {
  const step = { verdict: 'not-leaking', reason: 'existed-before', isSuspect: false, hops: 1 } as const;
  const at = (file: string, line: number) => ({ location: { file, line, column: 1 } });
  const module = { ...step, name: 'module main.ts', edge: 'variable quotes', ...at('main.ts', 1) };
  const ofPackage = { ...step, name: 'Store', edge: '.list', ...at('node_modules/lru/store.js', 8) };
  const isMany = { ...step, isSuspect: true, name: 'Array', edge: '[*]', location: null };
  const sentence = (...path: Suspect['retainingPath']) =>
    sentenceFor({
      ...suspect,
      isProven: false,
      package: { name: 'lru', version: '1.0.0' },
      retainingPath: [...path, ofPackage, isMany, suspect.retainingPath[1]!],
    });
  const cache = { ...step, name: 'QuoteCache', edge: '.#lru', ...at('src/cache.ts', 3) };

  expect(sentence(module)).toMatch(/label to the next, held by `module variable quotes in main\.ts`$/);
  expect(sentence(module, cache)).toMatch(/, held by `QuoteCache\.#lru` \(src\/cache\.ts:3\)$/);
  expect(sentence()).toMatch(/from one label to the next$/);
  const own = { ...suspect, isProven: false, retainingPath: [module, ...suspect.retainingPath] };
  expect(sentenceFor(own)).toMatch(/from one label to the next$/);
});

test('counts that are no whole numbers stay as they are', () => {
  const sentence = (count: number) => sentenceFor({ ...suspect, perIteration: { bytes: 100, count } });
  expect(sentence(2.5)).toContain('gains 2.50 `');
  expect(sentence(0.1)).toContain('gains 0.100 `');
  expect(sentence(0)).toContain('grows by 100 B each iteration');
});

test('every kind has advice and a page that is about it', () => {
  for (const kind of SUSPECT_KINDS) {
    expect(adviceFor({ ...suspect, advice: kind })).toMatch(/\.$/);
    expect(readFileSync(`${DOCS}${kind}.md`, 'utf8')).toContain(`Kind: \`${kind}\``);
  }
  expect(readdirSync(DOCS).toSorted()).toEqual(SUSPECT_KINDS.map((kind) => `${kind}.md`).toSorted());
});
