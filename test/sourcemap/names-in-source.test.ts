import { describe, expect, test } from 'vitest';
import { nameInSource } from '../../src/sourcemap/names-in-source.ts';

/** The name of the function that starts at the `▸` of a source. */
function nameAt(source: string, given = ''): string {
  const lines = source.split('\n');
  const line = lines.findIndex((text) => text.includes('▸'));
  const column = lines[line]!.indexOf('▸') + 1;
  return nameInSource(source.replace('▸', '').split('\n'), line + 1, column, given);
}

describe('a function takes the name of what it is assigned to', () => {
  test.each([
    ['const load = ▸(id) => id;', 'load'],
    ['const load = (▸id) => id;', 'load'],
    ['const load = async (▸id) => id;', 'load'],
    ['const load = ▸async (id) => id;', 'load'],
    ['const load = ▸id => id;', 'load'],
    ['const load = function* (▸id) {};', 'load'],
    ['const load = ▸function (id) {};', 'load'],
    ['const load = <T>(▸id: T) => id;', 'load'],
    ['export const load: (id: string) => void = (▸id) => {};', 'load'],
    ['const load: Map<string, () => Promise<A | B>>["get"] = (▸id) => {};', 'load'],
    ['  private readonly load: Handler<[a: string]> = async (▸id) => id;', 'load'],
    ['  #load = (▸id) => id;', '#load'],
    ['  static load? = ▸() => 1;', 'load'],
    ['function run(a: string, load: () => void = ▸() => {}) {}', 'load'],
    ['const { load = (▸id) => id } = options;', 'load'],
    ['load ??= (▸id) => id;', 'load'],
    ['const a = 1, load = (▸id) => id;', 'load'],
    ['const load =\n  (▸id) => id;', 'load'],
    ['const load = async (\n  ▸id: string,\n) => id;', 'load'],
    ['const all = { load: (▸id) => id };', 'load'],
    ['const all = { a, "load all": (▸id) => id };', 'load all'],
    ['const all = {\n  load: async function (▸id) {},', 'load'],
    ['export default ▸() => 1;', 'default'],
    ['const größe = (▸n) => n;', 'größe'],
    ['const all = { größe: (▸n) => n };', 'größe'],
  ])('%s', (source, name) => expect(nameAt(source)).toBe(name));
});

describe('a function that is assigned to nothing has none', () => {
  test.each([
    'ids.map((▸id) => id);',
    'ids.map(▸id => id);',
    'ids.reduce(start, (▸sum, id) => sum + id);',
    'const loaded = ids.map((▸id) => id);',
    'const loaded = (▸() => 1)();',
    'const load = isFast ? quick : (▸id) => id;',
    'const load = isFast\n  ? quick\n  : (▸id) => id;',
    'return (▸id) => id;',
    'const load = (a) => (▸b) => a + b;',
    'const isSame = a === (▸(b) => b);',
    'button.onclick = (▸event) => event;',
    'const list = [▸{ id }];',
    'const more = ▸"text";',
    '▸',
  ])('%s', (source) => expect(nameAt(source)).toBe(''));

  test('nor where the source is not at hand', () => expect(nameInSource([], 3, 1, '')).toBe(''));
});

test('a name that V8 guessed is kept for what is assigned, and dropped for a callback', () => {
  expect(nameAt('exports.load = (▸id) => id;', 'exports.load')).toBe('exports.load');
  expect(nameAt('const all = Array.from({ length: 3 }, (▸_, i) => i);', 'Array.from.length')).toBe('');
  expect(nameAt('class A { ▸"a.b"() {} }', 'a.b')).toBe('a.b');
});
