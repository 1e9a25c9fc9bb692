import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Heap } from '../../src/graph/heap.ts';
import { recordedNames, recordedPath } from '../helpers/recorded.ts';
import { ROOT, start, temporaryFolder } from '../helpers/run-memprof.ts';

const page = readFileSync(`${ROOT}/docs/api.md`, 'utf8');

/** A folder where the package is installed. */
function folderWithMemprof(): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(ROOT, path.join(folder, 'node_modules/memprof'), 'junction');
  return folder;
}

test.each(recordedNames.filter((name) => name.endsWith('/after')))(
  'the example of docs/api.md names the biggest object and what keeps it: %s',
  async (name) => {
    const example = path.join(folderWithMemprof(), 'biggest.mjs');
    writeFileSync(example, /```js\n(.*?)```/s.exec(page)![1]!);

    const { code, stdout, stderr } = await start([example, recordedPath(name)]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ nodes, \d+\.\d\d MiB\n/);
    expect(stdout).toMatch(/600 × Message \(.*program\.cjs:9\)/);
    expect(stdout).toMatch(/\nConversation @\d+ retains \d+ bytes, kept by\n {2}\S/);
    expect(stdout).toMatch(/conversations → Map\n {2}table → \n {2}\S+ → Conversation\n$/);
  },
);

test('docs/api.md lists every member of Heap, and no other', () => {
  const members = Object.getOwnPropertyNames(Heap.prototype).filter((name) => name !== 'constructor');
  const section = page.split('## `Heap`')[1]!.split('\n## ')[0]!;
  const listed = [...section.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name);

  expect(listed.toSorted()).toEqual(members.toSorted());
});

test('classes are named by the source they were written in, through the map their file names', async () => {
  const folder = folderWithMemprof();
  // What a compiler would make of src/session.ts, whose class starts at line 3.
  writeFileSync(
    path.join(folder, 'session.mjs'),
    'class Session { constructor() { this.text = "x"; } }\n' +
      'globalThis.sessions = Array.from({ length: 7 }, () => new Session());\n' +
      'import { writeHeapSnapshot } from "node:v8";\n' +
      'writeHeapSnapshot("session.heapsnapshot");\n' +
      '//# sourceMappingURL=session.mjs.map\n',
  );
  writeFileSync(
    path.join(folder, 'session.mjs.map'),
    JSON.stringify({ version: 3, sources: ['src/session.ts'], names: [], mappings: 'AAEA' }),
  );
  writeFileSync(
    path.join(folder, 'read.mjs'),
    'import { readHeapSnapshot } from "memprof";\n' +
      'const heap = await readHeapSnapshot("session.heapsnapshot");\n' +
      'const found = heap.constructors().find(({ name }) => name === "Session");\n' +
      'console.log(JSON.stringify(found));\n',
  );

  expect((await start(['session.mjs'], { cwd: folder })).code).toBe(0);
  const { stdout } = await start(['read.mjs'], { cwd: folder });

  expect(JSON.parse(stdout)).toMatchObject({
    count: 7,
    location: { line: 1 },
    source: { file: 'src/session.ts', line: 3 },
  });
});
