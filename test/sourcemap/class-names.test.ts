import { describe, expect, test } from 'vitest';
import { classOfConstructor, initializerName, isInitializer } from '../../src/sourcemap/class-names.ts';

/** What stands at the `▸` of a source, which is left out. */
function at<T>(source: string, look: (lines: readonly string[], line: number, column: number) => T): T {
  const lines = source.split('\n');
  const line = lines.findIndex((text) => text.includes('▸'));
  const column = lines[line]!.indexOf('▸') + 1;
  return look(source.replace('▸', '').split('\n'), line + 1, column);
}

const fieldsAt = (source: string): string =>
  at(source, (...place) => initializerName('<instance_members_initializer>', ...place));

describe('the code that gives instances their fields goes by their class', () => {
  test.each([
    ['▸class Row {', '(fields of Row)'],
    ['export ▸class Row<T> extends Base {', '(fields of Row)'],
    ['▸export default class Row {', '(fields of Row)'],
    ['▸@sealed() class Row {', '(fields of Row)'],
    ['▸class Größe {', '(fields of Größe)'],
    ['const Row = ▸class {', '(fields of Row)'],
    ['const Row = ▸class extends Base {', '(fields of Row)'],
    ['return ▸class extends Base {', '(class fields)'],
    ['▸', '(class fields)'],
  ])('%s', (source, name) => expect(fieldsAt(source)).toBe(name));
});

test("V8's own names are told from those of the program", () => {
  expect(isInitializer('<instance_members_initializer>')).toBe(true);
  expect(isInitializer('<static_initializer>')).toBe(true);
  expect(isInitializer('initializer')).toBe(false);
  expect(initializerName('<static_initializer>', [], 1, 1)).toBe('(static initializer)');
});

describe('a constructor goes by its class', () => {
  const classAt = (source: string) => at(source, classOfConstructor);

  test('the one around it', () => {
    expect(classAt('class Row {\n  ▸constructor() {}\n}')).toBe('Row');
    expect(classAt('class Row {\n  make() {\n    class Cell {}\n  }\n  ▸constructor() {}\n}')).toBe('Row');
  });

  test('not where it is none, or the class has no name', () => {
    expect(classAt('class Row {\n  ▸method() {}\n}')).toBeUndefined();
    expect(classAt('f(class {\n  ▸constructor() {}\n})')).toBeUndefined();
  });
});
