import { expect, test } from 'vitest';
import { EvaluatedScripts } from '../../src/capture/evaluated-scripts.ts';
import type { ScriptRecord } from '../../src/capture/script-record.ts';
import { SourceMaps } from '../../src/sourcemap/source-maps.ts';

const at = (scriptId: string, url: string, lineNumber: number) => ({
  scriptId,
  url,
  lineNumber,
  columnNumber: 4,
});

test('code is of the file that made it, also by way of other such code', () => {
  const scripts = new Map<string, ScriptRecord>();
  const evaluated = new EvaluatedScripts(scripts);
  evaluated.add('2', at('1', 'file:///app/make.js', 6));
  evaluated.add('3', at('2', '', 0));
  evaluated.add('4', undefined);
  // Of a loop nothing comes, and it ends.
  evaluated.add('5', at('5', '', 0));

  const maps = new SourceMaps(scripts.values());
  const made = { scriptId: '1', url: 'file:///app/make.js', line: 7, column: 5, functionName: '' };
  expect(maps.evaluatedAt('2')).toEqual(made);
  expect(maps.evaluatedAt('3')).toEqual(made);
  expect(maps.evaluatedAt('4')).toBeUndefined();
  expect(maps.evaluatedAt('5')).toBeUndefined();
});

test('a program that makes code without end does not fill the memory of memprof', () => {
  const file: ScriptRecord = { scriptId: '0', url: 'file:///app/make.js', sourceMapURL: '' };
  const scripts = new Map([['0', file]]);
  const evaluated = new EvaluatedScripts(scripts);
  for (let i = 1; i <= 50_000; i++) evaluated.add(String(i), at('0', file.url, 1));

  expect(scripts.size).toBeLessThanOrEqual(20_001);
  expect(scripts.get('0')).toBe(file);
  expect(scripts.has('50000')).toBe(true);
});
