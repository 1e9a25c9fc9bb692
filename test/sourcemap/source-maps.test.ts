import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping';
import * as fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { Script } from '../../src/sourcemap/load-map.ts';
import { pathOf } from '../../src/sourcemap/paths.ts';
import { FileTooLargeError } from '../../src/sourcemap/read-file.ts';
import type { GeneratedLocation } from '../../src/sourcemap/generated-location.ts';
import { SourceMaps } from '../../src/sourcemap/source-maps.ts';

interface Mapped {
  /** 1-based, as everywhere. */
  readonly generated: readonly [line: number, column: number];
  readonly original: readonly [line: number, column: number];
  readonly source?: string;
  readonly name?: string;
}

function mapOf(mappings: readonly Mapped[], sourceRoot?: string): any {
  const map = new GenMapping({ file: 'app.js', ...(sourceRoot !== undefined && { sourceRoot }) });
  for (const { generated, original, source = 'app.ts', name } of mappings) {
    const mapping = {
      generated: { line: generated[0], column: generated[1] - 1 },
      original: { line: original[0], column: original[1] - 1 },
      source,
    };
    if (name === undefined) addMapping(map, mapping);
    else addMapping(map, { ...mapping, name });
  }
  return toEncodedMap(map);
}

function inline(map: unknown, base64 = true): string {
  const json = typeof map === 'string' ? map : JSON.stringify(map);
  return base64
    ? `data:application/json;base64,${Buffer.from(json).toString('base64')}`
    : `data:application/json;charset=utf-8,${encodeURIComponent(json)}`;
}

function script(sourceMapURL: string, url = 'file:///app/dist/app.js'): Script {
  return { scriptId: '5', url, sourceMapURL };
}

function at(line: number, column: number, functionName = 'f'): GeneratedLocation {
  return { scriptId: '5', url: 'file:///app/dist/app.js', line, column, functionName };
}

/** A file system of the given files; anything else is missing. */
function files(contents: Record<string, string>) {
  const read: string[] = [];
  return {
    read,
    readFile: (path: string, maxBytes: number): string => {
      read.push(path);
      const text = contents[path];
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      if (text.length > maxBytes) throw new FileTooLargeError(path);
      return text;
    },
  };
}

const simple = mapOf([{ generated: [1, 11], original: [40, 3] }]);
const mapped = {
  path: '/app/dist/app.ts',
  line: 40,
  column: 3,
  functionName: 'f',
  isMapped: true,
  isTopLevel: false,
  isAdded: false,
};
const unmapped = {
  path: '/app/dist/app.js',
  line: 1,
  column: 12,
  functionName: 'f',
  isMapped: false,
  isTopLevel: false,
  isAdded: false,
};

describe('where a map comes from', () => {
  test('a data URL, base64 or percent-encoded', () => {
    for (const base64 of [true, false]) {
      expect(new SourceMaps([script(inline(simple, base64))]).originalLocation(at(1, 12))).toEqual(mapped);
    }
  });

  test('a file next to the script, given relative to it, for a URL or a bare path', () => {
    const { readFile, read } = files({ '/app/dist/maps/app.js.map': JSON.stringify(simple) });
    for (const url of ['file:///app/dist/app.js', '/app/dist/app.js']) {
      const maps = new SourceMaps([script('maps/app.js.map', url)], { readFile });
      expect(maps.originalLocation(at(1, 12))).toEqual({ ...mapped, path: '/app/dist/maps/app.ts' });
    }
    expect(read).toEqual(['/app/dist/maps/app.js.map', '/app/dist/maps/app.js.map']);
  });

  test('relative sources and sourceRoot', () => {
    const map = mapOf([{ generated: [1, 11], original: [40, 3], source: 'deep/app.ts' }], '../src/');
    const { readFile } = files({ '/app/dist/app.js.map': JSON.stringify(map) });
    const maps = new SourceMaps([script('app.js.map')], { readFile });

    expect(maps.originalLocation(at(1, 12)).path).toBe('/app/src/deep/app.ts');
  });

  test('an indexed map, with sections in one line and in later ones', () => {
    const sections = [
      { offset: { line: 0, column: 10 }, map: mapOf([{ generated: [1, 1], original: [40, 3] }]) },
      {
        offset: { line: 7, column: 0 },
        map: mapOf([{ generated: [1, 1], original: [2, 1], source: 'b.ts' }]),
      },
    ];
    const maps = new SourceMaps([script(inline({ version: 3, sections }))]);

    expect(maps.originalLocation(at(1, 12))).toEqual(mapped);
    expect(maps.originalLocation(at(8, 5))).toMatchObject({ path: '/app/dist/b.ts', line: 2, column: 1 });
  });

  test("without a list of scripts, the script's own comment, the last one", () => {
    const { readFile } = files({
      '/app/dist/app.js': 'a("//# sourceMappingURL=wrong.map");\n//# sourceMappingURL=app.js.map\n',
      '/app/dist/app.js.map': JSON.stringify(simple),
    });

    expect(new SourceMaps([], { readFile }).originalLocation(at(1, 12))).toEqual(mapped);
  });

  test('a script without a map keeps its position, and nothing is counted as a failure', () => {
    const maps = new SourceMaps([{ scriptId: '5', url: 'file:///app/dist/app.js', sourceMapURL: '' }]);

    expect(maps.originalLocation(at(1, 12))).toEqual(unmapped);
    expect(maps.failures()).toEqual([]);
  });
});

describe('names', () => {
  test('the name before the parameters is the original one', () => {
    //  function a(b){…}   a: slowly, b: input
    const map = mapOf([
      { generated: [1, 1], original: [1, 1] },
      { generated: [1, 10], original: [1, 10], name: 'slowly' },
      { generated: [1, 12], original: [1, 17], name: 'input' },
    ]);
    const maps = new SourceMaps([script(inline(map))]);

    expect(maps.originalLocation(at(1, 11, 'a')).functionName).toBe('slowly');
  });

  test("a parameter's name is never taken for the function's", () => {
    //  x=>x+1 passed to map
    const map = mapOf([{ generated: [1, 5], original: [3, 9], name: 'item' }]);
    const maps = new SourceMaps([script(inline(map))]);

    expect(maps.originalLocation(at(1, 5, '')).functionName).toBe('');
    expect(maps.originalLocation(at(1, 5, 'load')).functionName).toBe('load');
  });

  test('an arrow function that a minifier renamed', () => {
    //  const a=(b)=>…
    const map = mapOf([{ generated: [1, 7], original: [3, 7], name: 'loadAll' }]);
    expect(new SourceMaps([script(inline(map))]).originalLocation(at(1, 9, 'a')).functionName).toBe(
      'loadAll',
    );
  });
});

test('top-level code starts at line 1 of its source; that of a bundle stays in the bundle', () => {
  const single = new SourceMaps([script(inline(simple))]);
  const bundle = mapOf([
    { generated: [1, 1], original: [9, 1], source: 'a.ts' },
    { generated: [2, 1], original: [9, 1], source: 'b.ts' },
  ]);

  expect(single.originalLocation(at(1, 1, ''))).toMatchObject({
    path: '/app/dist/app.ts',
    line: 1,
    column: 1,
  });
  expect(new SourceMaps([script(inline(bundle))]).originalLocation(at(1, 1, ''))).toMatchObject({
    path: '/app/dist/app.js',
    isMapped: false,
  });
});

test('a nameless function before all mapped code is what a compiler put around the module', () => {
  //  "use strict";(()=>{ … })(), as tsx writes CommonJS
  const map = mapOf([
    { generated: [1, 20], original: [3, 1] },
    { generated: [2, 5], original: [4, 1] },
  ]);
  const maps = new SourceMaps([script(inline(map))]);

  expect(maps.originalLocation(at(1, 15, ''))).toMatchObject({ line: 1, column: 1, isTopLevel: true });
  expect(maps.originalLocation(at(1, 15, 'helper'))).toMatchObject({
    isMapped: false,
    isTopLevel: false,
    isAdded: true,
  });
  expect(maps.originalLocation(at(1, 15, 'src/a.js'))).toMatchObject({ isMapped: false, isAdded: false });
  expect(maps.originalLocation(at(1, 21, ''))).toMatchObject({ line: 3, isTopLevel: false });
  expect(maps.originalLocation(at(2, 1, ''))).toMatchObject({ isTopLevel: false });
});

test('a position V8 does not tell leaves the map as it is', () => {
  const mappings: Mapped[] = [{ generated: [3, 1], original: [7, 1] }];
  const maps = new SourceMaps([script(inline(mapOf(mappings)))]);

  expect(maps.originalLocation(at(0, 0))).toMatchObject({ line: 0, column: 0, isMapped: true });
  expect(maps.originalLocation(at(3, 1))).toMatchObject({ line: 7, isMapped: true });
  expect(maps.failures()).toEqual([]);
});

describe('what cannot be used falls back to the generated position and is counted', () => {
  const lying = { ...mapOf([{ generated: [1, 11], original: [40, 3] }]), sourcesContent: ['one\ntwo\n'] };
  const negative = { ...simple, mappings: 'UADA' };
  const far = { version: 3, sections: [{ offset: { line: 1e9, column: 0 }, map: simple }] };
  test.each<[string, string, string]>([
    ['missing', 'gone.js.map', 'missing'],
    ['not JSON', inline('{"version":3,'), 'damaged'],
    ['not a map', inline({ version: 3, hello: 1 }), 'damaged'],
    ['another version', inline({ ...simple, version: 4 }), 'damaged'],
    ['null', inline('null'), 'damaged'],
    ['sources of numbers', inline({ ...simple, sources: [1] }), 'damaged'],
    ['a damaged data URL', 'data:application/json;base64', 'damaged'],
    ['a bad percent-encoding', 'data:application/json,%zz', 'damaged'],
    ['a line its source does not have', inline(lying), 'lying'],
    ['a line before the first', inline(negative), 'lying'],
    ['a section a thousand million lines down', inline(far), 'damaged'],
    ['more lines than memory', inline({ ...simple, mappings: ';'.repeat(5_000_000) }), 'too-large'],
    ['a source it does not list', inline({ ...simple, mappings: 'UGAA' }), 'lying'],
    ['a server', 'https://example.com/app.js.map', 'unsupported-url'],
    ['a network share', 'file://server/share/app.js.map', 'unsupported-url'],
    ['a huge file', 'huge.js.map', 'too-large'],
  ])('%s', (_, url, reason) => {
    const { readFile } = files({ '/app/dist/huge.js.map': ' '.repeat(10_000_000) });
    const maps = new SourceMaps([script(url)], { readFile, maxMapBytes: 9_000_000 });

    expect(maps.originalLocation(at(1, 12))).toEqual(unmapped);
    expect(maps.originalLocation(at(1, 12))).toEqual(unmapped);
    expect(maps.failures()).toEqual([{ url: 'file:///app/dist/app.js', reason, lookups: 2 }]);
  });

  test('a source that is null', () => {
    const maps = new SourceMaps([script(inline({ ...simple, sources: [null] }))]);
    expect(maps.originalLocation(at(1, 12))).toEqual(unmapped);
  });

  test('a file that is none, such as a device, is not read', () => {
    const maps = new SourceMaps([script('file:///dev/zero')]);

    expect(maps.originalLocation(at(1, 12))).toEqual(unmapped);
    expect(maps.failures()[0].reason).toBe('missing');
  });

  test('any text as a map, and any text as its mappings', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), fc.integer({ min: 1, max: 9 }), (mappings, json, column) => {
        for (const map of [{ ...simple, mappings }, json, { ...simple, sections: json }]) {
          const maps = new SourceMaps([script(inline(map))]);
          expect(maps.originalLocation(at(1, column)).line).toBeGreaterThan(0);
        }
      }),
    );
  });
});

test('positions survive the round trip through a map', () => {
  const position = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }));
  const mapping = fc.record({
    generated: position,
    original: position,
    source: fc.constantFrom('a.ts', 'b.ts'),
  });
  const isSame = (a: Mapped, b: Mapped): boolean => a.generated.join(':') === b.generated.join(':');
  fc.assert(
    fc.property(fc.uniqueArray(mapping, { comparator: isSame, minLength: 1 }), (mappings) => {
      const maps = new SourceMaps([script(inline(mapOf(mappings)))]);
      for (const { generated, original, source } of mappings) {
        expect(maps.originalLocation(at(...generated))).toEqual({
          path: `/app/dist/${source}`,
          line: original[0],
          column: original[1],
          functionName: 'f',
          isMapped: true,
          isTopLevel: false,
          isAdded: false,
        });
      }
    }),
  );
});

test('what is decoded stays within its bound, least recently used first out', () => {
  const text = JSON.stringify(simple);
  const { readFile, read } = files(Object.fromEntries(['a', 'b', 'c'].map((name) => [`/${name}.map`, text])));
  const scripts = ['a', 'b', 'c'].map((name) => ({
    scriptId: name,
    url: `file:///${name}.js`,
    sourceMapURL: `${name}.map`,
  }));
  const maps = new SourceMaps(scripts, { readFile, maxCachedBytes: 2 * text.length });
  for (const scriptId of ['a', 'b', 'a', 'c', 'a', 'b']) {
    expect(maps.originalLocation({ ...at(1, 12), scriptId, url: `file:///${scriptId}.js` }).line).toBe(40);
  }

  expect(read).toEqual(['/a.map', '/b.map', '/c.map', '/b.map']);
});

test('a map with content too: lines within it are believed', () => {
  const map = new GenMapping({ file: 'app.js' });
  addMapping(map, { generated: { line: 1, column: 0 }, original: { line: 3, column: 0 }, source: 'app.ts' });
  setSourceContent(map, 'app.ts', 'one\ntwo\nthree');

  expect(new SourceMaps([script(inline(toEncodedMap(map)))]).originalLocation(at(1, 1))).toMatchObject({
    line: 3,
  });
});

test('what the TypeScript compiler leaves on disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'memprof-'));
  try {
    const source =
      'interface A {\n  n: number;\n}\n\nexport function build(n: number): A {\n  return { n };\n}\n';
    const { outputText, sourceMapText } = ts.transpileModule(source, {
      fileName: 'a.ts',
      compilerOptions: { sourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
    });
    writeFileSync(join(directory, 'a.js'), outputText);
    writeFileSync(join(directory, 'a.js.map'), sourceMapText!);
    const [line] = outputText.split('\n');
    const url = pathToFileURL(join(directory, 'a.js')).href;
    const generated = { scriptId: '5', url, line: 1, column: line.indexOf('(') + 1, functionName: 'build' };
    const expected = {
      path: pathOf(pathToFileURL(join(directory, 'a.ts')).href),
      line: 5,
      functionName: 'build',
    };

    // As V8 reports the script, and found by its comment.
    const scripts = [{ scriptId: '5', url, sourceMapURL: 'a.js.map' }];
    expect(new SourceMaps(scripts).originalLocation(generated)).toMatchObject(expected);
    expect(new SourceMaps().originalLocation(generated)).toMatchObject(expected);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
