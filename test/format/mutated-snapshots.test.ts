import { expect, test } from 'vitest';
import { checkVariant } from '../helpers/check-variant.ts';
import { snapshotText, type HeapSpec } from '../helpers/heap-builder.ts';
import { mutated } from '../helpers/mutations.ts';
import { recordedNames, recordedText } from '../helpers/recorded.ts';

test('forty damaged variants of a recorded snapshot are refused or consistent', { timeout: 60_000 }, () => {
  const text = recordedText(recordedNames[0]!);
  const outcomes = Array.from({ length: 40 }, (_, seed) => checkVariant(mutated(text, seed)));

  expect(new Set(outcomes)).toEqual(new Set(['refused', 'consistent']));
});

test('five hundred damaged variants of a small snapshot are refused or consistent', () => {
  const text = Buffer.from(snapshotText(everything()));
  const outcomes = Array.from({ length: 500 }, (_, seed) => checkVariant(mutated(text, seed)));

  expect(new Set(outcomes)).toEqual(new Set(['refused', 'consistent']));
});

/** Two hundred nodes of every kind. */
function everything(): HeapSpec {
  const spec: Record<string, HeapSpec[string]> = {};
  const types = ['object', 'closure', 'array', 'hidden', 'string', 'native', 'concatenated string'];
  for (let at = 0; at < 200; at++) {
    spec[`node${at}`] = {
      ...(at > 0 && { type: types[at % types.length]! }),
      name: at % 3 === 0 ? 'Object' : `Class${at % 5}`,
      size: at * 8,
      edges: [
        { to: `node${(at * 7 + 1) % 200}`, type: at % 11 === 0 ? 'weak' : 'property', name: `name${at % 9}` },
        { to: `node${(at * 3 + 2) % 200}`, type: 'internal', name: at % 2 ? 'first' : 'second' },
        { to: `node${(at + 1) % 200}`, type: 'element', name: at },
      ],
      location: [1, at, 3],
    };
  }
  return spec;
}
