import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../helpers/run-memprof.ts';

const FILES = readdirSync(`${ROOT}/schema`);

describe.each(FILES)('%s', (file) => {
  const schema = JSON.parse(readFileSync(`${ROOT}/schema/${file}`, 'utf8')) as unknown;

  test('is a JSON Schema', () => {
    expect(() => new Ajv2020({ strict: true }).compile(schema as object)).not.toThrow();
  });

  test('leaves no object open, so that a field it does not describe is noticed', () => {
    expect(openObjects(schema, '#')).toEqual([]);
  });

  test('can be asked for by its name', () => {
    const require = createRequire(`${ROOT}/package.json`);
    const name = file.replace('.schema.json', '');
    expect(require.resolve(`memprof/schema/${name}`)).toBe(require.resolve(`./schema/${file}`));
  });
});

/** Where a schema describes objects and says nothing of further properties. */
function openObjects(node: unknown, at: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const isOpen = 'properties' in node && 'type' in node && !('additionalProperties' in node);
  const inside = Object.entries(node).flatMap(([key, value]) => openObjects(value, `${at}/${key}`));
  return isOpen ? [at, ...inside] : inside;
}
