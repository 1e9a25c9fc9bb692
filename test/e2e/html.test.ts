import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { HeapMap } from '../../src/analysis/heap-map/results.ts';
import type { PageData } from '../../src/report/html/page-data.ts';
import { fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';

/** What is embedded in a page. */
function dataOf(file: string): PageData {
  return JSON.parse(/id="data">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))![1]!) as PageData;
}

/** The heaps in a page, unpacked. */
function heapsOf(file: string): HeapMap[] {
  const packed = readFileSync(file, 'utf8').matchAll(/id="heap-\d+">(.*?)<\/script>/gs);
  return [...packed].map(
    ([, text]) => JSON.parse(gunzipSync(Buffer.from(text!, 'base64')).toString()) as HeapMap,
  );
}

const AGENT = fixture('apps/agent.ts');

test('run, report and diff write the page beside their report', async () => {
  const folder = temporaryFolder();
  const ran = await memprof([
    'run',
    '--directory',
    folder,
    '--html',
    path.join(folder, 'run.html'),
    AGENT,
    '12',
  ]);
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout).toContain('12 customers answered');
  expect(ran.stderr).toMatch(/run\.html written \([\d.]+ [KM]iB\); open it in a browser/);
  const run = dataOf(path.join(folder, 'run.html'));
  expect(run.kind).toBe('run');
  expect(run.growth!.moments).toEqual(['start', 'turn #1', 'turn #2', 'turn #3', 'turn #4', 'end']);
  expect(run.growth!.start).toEqual([1, 4]);
  expect(run.heaps[run.startHeap]!.label).toBe('turn #4');
  // Every label has a snapshot, and the heaps of all can be looked into.
  expect(run.heaps.map(({ label }) => label)).toEqual(run.growth!.moments);
  expect(heapsOf(path.join(folder, 'run.html'))).toHaveLength(6);
  expect(run.suspects[0]!.steps.find(({ isSuspect }) => isSuspect)!.edge).toBe('.history');
  expect(run.memory!.labels).toHaveLength(6);

  const name = readdirSync(folder).find((entry) => entry.endsWith('agent.ts'))!;
  const capture = path.join(folder, name);
  const reported = await memprof(['report', capture, '--html', path.join(folder, 'report.html')]);
  expect(reported.code, reported.stderr).toBe(0);
  expect(reported.stdout).toContain('{role, content}');
  const again = dataOf(path.join(folder, 'report.html'));
  expect({ ...again, writtenAt: '', capture: '' }).toEqual({ ...run, writtenAt: '', capture: '' });

  const compared = await memprof([
    'diff',
    `${capture}@turn #1`,
    `${capture}@turn #4`,
    '--html',
    path.join(folder, 'diff.html'),
  ]);
  expect(compared.code, compared.stderr).toBe(0);
  const diff = dataOf(path.join(folder, 'diff.html'));
  expect(diff.kind).toBe('diff');
  const objects = diff.growth!.tables.find(({ by }) => by === 'constructor')!;
  const place = objects.rows.findIndex(({ name: row }) => row === '{role, content}');
  // Nine turns of two messages; one may be under way.
  expect(diff.growth!.held[0]!.newCounts![place]).toBeGreaterThanOrEqual(18);
  const [before, after] = heapsOf(path.join(folder, 'diff.html'));
  expect(before!.totalSize).toBeLessThan(after!.totalSize);
  expect(after!.constructors.some(({ name: row }) => row === '{role, content}')).toBe(true);
}, 180_000);

test('a page shows the heap of any label that is asked for, and says which labels there are', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'page.html');
  writeFileSync(
    path.join(folder, 'steps.mjs'),
    'globalThis.kept = [];\nfor (let i = 0; i < 8; i++) { kept.push({ i }); memprof.mark(`step ${i}`); }\n',
  );
  const ran = await memprof(['run', '--directory', folder, '--html', file, path.join(folder, 'steps.mjs')]);
  expect(ran.code, ran.stderr).toBe(0);
  const labels = dataOf(file).heaps.map(({ label }) => label);
  expect(labels).toHaveLength(8);
  const missing = dataOf(file).growth!.moments.find((name) => !labels.includes(name))!;
  const capture = path.join(
    folder,
    readdirSync(folder).find((entry) => entry.endsWith('steps.mjs') && entry !== 'steps.mjs')!,
  );
  const again = await memprof(['report', capture, '--html', file, '--html-label', missing]);
  expect(again.code, again.stderr).toBe(0);
  expect(dataOf(file).heaps.map(({ label }) => label)).toEqual(expect.arrayContaining([...labels, missing]));
  expect(heapsOf(file)).toHaveLength(9);
  const wrong = await memprof(['report', capture, '--html', file, '--html-label', 'nowhere']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(
    /has no snapshot at "nowhere" for --html-label\. Labels with one: "start", "step 0"/,
  );
  const useless = await memprof(['report', capture, '--html-label', 'end']);
  expect(useless.stderr).toContain('--html-label needs a page to show it on');
}, 180_000);

test('check writes its verdict, its series and its suspects', async () => {
  const file = path.join(temporaryFolder(), 'check.html');
  const { code, stderr } = await memprof(['check', '--html', file, fixture('check/leaky.mjs')]);
  expect(code, stderr).toBe(1);
  const page = dataOf(file);
  expect(page).toMatchObject({ kind: 'check', check: { verdict: 'leak', fails: true }, growth: null });
  expect(page.suspects[0]).toMatchObject({ isProven: true, status: 'new' });
  expect(page.check!.series.length).toBeGreaterThan(2);
});

test('a run without snapshots still has memory and allocations', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'page.html');
  const { code, stderr } = await memprof([
    'run',
    '--directory',
    folder,
    '--snapshots',
    'none',
    '--html',
    file,
    AGENT,
    '12',
  ]);
  expect(code, stderr).toBe(0);
  const { heaps, growth, memory } = dataOf(file);
  expect(heaps).toEqual([]);
  expect(growth!.tables.map(({ by }) => by)).toEqual(['lineno', 'filename', 'module']);
  expect(memory!.labels).toHaveLength(6);
});

test('--open starts the browser, and says so when there is none', async () => {
  const folder = temporaryFolder();
  const opened = path.join(folder, 'opened');
  for (const opener of ['xdg-open', 'open']) {
    writeFileSync(path.join(folder, opener), `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
  }
  const file = path.join(folder, 'page.html');
  const args = ['run', '--directory', folder, '--snapshots', 'none', '--html', file, '--open', AGENT, '3'];
  const { code } = await memprof(args, { env: { PATH: `${folder}:${process.env.PATH}` } });
  expect(code).toBe(0);
  await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8').trim()).toBe(file);
  const without = await memprof(args, { env: { PATH: folder + '/nothing' } });
  expect(without.code).toBe(0);
  expect(without.stderr).toContain(`no browser could be started; open ${file} yourself`);
});

test('--open without a page, and a page that cannot be written, are refused in one line', async () => {
  const wrong = await memprof(['run', '--open', AGENT]);
  expect(wrong).toMatchObject({
    code: 2,
    stderr: 'memprof: --open needs a page to open: give --html FILE too.\n',
  });
  const folder = temporaryFolder();
  const file = path.join(folder, 'no/such/folder.html');
  const lost = await memprof(['check', '--html', file, fixture('check/clean.mjs')]);
  expect(lost.code).toBe(2);
  expect(lost.stderr).toMatch(/The page could not be written to .*folder\.html: ENOENT.*Choose another file/);
  // Said before any work was done.
  expect(lost.stdout).toBe('');
});
