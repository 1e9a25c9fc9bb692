import { expect, test } from 'vitest';
import { packageOf, PackageVersions } from '../../src/sourcemap/packages.ts';
import { displayPath, fileUrlOf, pathOf } from '../../src/sourcemap/paths.ts';

test.each([
  ['file:///app/src/a%20b.ts', '/app/src/a b.ts'],
  ['file:///app/a.ts?namespace=17#x', '/app/a.ts'],
  ['file:///app/100%.ts', '/app/100%.ts'],
  ['/app/a.js', '/app/a.js'],
  ['file:///C:/app/a.ts', 'C:/app/a.ts'],
  ['C:\\app\\a.js', 'C:/app/a.js'],
  ['file://server/share/a.js', '//server/share/a.js'],
  ['node:fs', 'node:fs'],
  ['[eval]', '[eval]'],
  ['', ''],
  ['webpack://app/./src/a.ts?1f3c', 'src/a.ts'],
  ['webpack:///src/a.ts', 'src/a.ts'],
  ['webpack:///./src/a.ts', 'src/a.ts'],
  ['wasm://wasm/f757504a', 'wasm://wasm/f757504a'],
])('the path in %s is %s', (url, path) => {
  expect(pathOf(url)).toBe(path);
});

test.each([
  ['/app/src/a.ts', '/app', 'src/a.ts'],
  ['/app/src/a.ts', '/app/', 'src/a.ts'],
  ['/application/a.ts', '/app', '/application/a.ts'],
  ['/app', '/app', '/app'],
  ['file:///app/src/a.ts', '/app', 'src/a.ts'],
  ['/app/node_modules/x/i.js', '/app', 'node_modules/x/i.js'],
  ['/repo/node_modules/x/i.js', '/repo/packages/a', 'node_modules/x/i.js'],
  ['file:///C:/App/src/a.ts', 'c:\\app', 'src/a.ts'],
  ['D:\\other\\a.js', 'C:\\app', 'D:/other/a.js'],
  ['/etc/a.js', '/', 'etc/a.js'],
  ['node:fs', '/app', 'node:fs'],
  ['./src/a.ts', '/app', 'src/a.ts'],
])('%s seen from %s is %s', (file, cwd, shown) => {
  expect(displayPath(file, cwd)).toBe(shown);
});

test.each([
  ['/a b/c#d?.js', 'file:///a%20b/c%23d%3F.js'],
  ['C:\\a\\b.js', 'file:///C:/a/b.js'],
  ['node:fs', undefined],
  ['', undefined],
])('the file URL of %s is %s', (path, url) => {
  expect(fileUrlOf(path)).toBe(url);
});

test.each([
  ['/app/src/a.ts', undefined],
  ['node:fs', undefined],
  ['/app/node_modules/express/lib/a.js', 'express'],
  ['node_modules/express/lib/a.js', 'express'],
  ['/app/node_modules/@scope/name/a.js', '@scope/name'],
  ['/app/node_modules/a/node_modules/b/i.js', 'b'],
  ['/app/node_modules/.pnpm/@s+n@1.2.3/node_modules/@s/n/i.js', '@s/n'],
  ['/app/.yarn/cache/lodash-npm-4.17.21-6382451519-10.zip/node_modules/lodash/i.js', 'lodash'],
  ['/app/node_modules/', undefined],
  ['/app/my_node_modules/x/i.js', undefined],
  ['C:/app/node_modules/x/i.js', 'x'],
])('%s belongs to %s', (path, name) => {
  expect(packageOf(path)?.name).toBe(name);
});

test("a version comes from the package's package.json, else from the path, and each file is read once", () => {
  const read: string[] = [];
  const versions = new PackageVersions((path) => {
    read.push(path);
    if (path === '/app/node_modules/express/package.json') return '{"version":"4.18.2"}';
    if (path === '/app/node_modules/odd/package.json') return '{"version":7}';
    throw new Error('not there');
  });
  const versionOf = (path: string): string | undefined => versions.versionOf(packageOf(path)!);

  expect(versionOf('/app/node_modules/express/lib/a.js')).toBe('4.18.2');
  expect(versionOf('/app/node_modules/express/lib/b.js')).toBe('4.18.2');
  expect(read).toEqual(['/app/node_modules/express/package.json']);
  expect(versionOf('/app/node_modules/odd/a.js')).toBeUndefined();
  expect(versionOf('/app/node_modules/gone/a.js')).toBeUndefined();
  expect(versionOf('/app/node_modules/.pnpm/@s+n@1.2.3_react@18.0.0/node_modules/@s/n/i.js')).toBe('1.2.3');
  expect(versionOf('/app/node_modules/.pnpm/x@2.0.0-rc.1/node_modules/x/i.js')).toBe('2.0.0-rc.1');
  const zipped = '/c/lodash-npm-4.17.21-6382451519-10.zip/node_modules/lodash/i.js';
  expect(versionOf(zipped)).toBe('4.17.21');
});
