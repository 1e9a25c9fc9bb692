import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkFile } from '../helpers/check-cli.ts';

const names = readdirSync('fixtures/patterns', { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

test.each(names)('%s: the fixed side passes', { timeout: 120_000 }, async (name) => {
  const { verdict, growing, suspects } = await checkFile(`fixtures/patterns/${name}/fixed.ts`);

  expect({ verdict, growing, suspects }).toEqual({ verdict: 'clean', growing: [], suspects: [] });
});
