import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SuspectKind } from '../../src/analysis/leaks/suspect-kind.ts';
import { checkFile } from '../helpers/check-cli.ts';

/** Of each pattern, the kind of leak, and what has to be named on the path. */
const EXPECTED: Record<string, readonly [SuspectKind, string]> = {
  'agent-never-closed': ['event-listeners', 'bus'],
  'async-local-storage': ['async-context', 'RequestContext'],
  'cache-overflow': ['unbounded-cache', 'cache'],
  'concurrent-stores': ['timers', 'SessionStore'],
  'conversation-history': ['message-history', 'messages'],
  cycles: ['unbounded-set', 'researchers'],
  'event-listeners': ['event-listeners', 'settings'],
  'global-state': ['object-as-map', 'agentTraces'],
  'native-handle-cycle': ['native-handle-cycle', 'SubAgent'],
  'pool-lost-loans': ['unbounded-set', '#all'],
  'unbounded-collection': ['unbounded-array', 'steps'],
  'unclosed-resources': ['timers', 'VectorClient'],
  'unreleased-references': ['unbounded-map', 'running'],
};

test('every pattern is in the table', () => {
  const folders = readdirSync('fixtures/patterns', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  expect(folders.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

test.each(Object.entries(EXPECTED))(
  '%s: the leaky side is found, with its kind',
  { timeout: 120_000 },
  async (name, [kind, culprit]) => {
    const file = `fixtures/patterns/${name}/leaky.ts`;
    const { verdict, suspects } = await checkFile(file);

    expect(verdict).toBe('leak');
    expect(suspects[0]?.kind).toBe(kind);
    expect(JSON.stringify(suspects[0]?.retainingPath)).toContain(culprit);
    expect(JSON.stringify(suspects[0])).toContain(file);
  },
);
