import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { ROOT } from './run-memprof.ts';

/** Holds a document to a shipped JSON Schema, in which nothing is left open. */
export function expectToMatchSchema(name: string, document: unknown): void {
  const schema = JSON.parse(readFileSync(`${ROOT}/schema/${name}.schema.json`, 'utf8')) as object;
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
}
