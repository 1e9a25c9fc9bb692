import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordedNames, recordedPath, recordedText } from '../helpers/recorded.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

const AFTER = recordedPath(recordedNames.find((name) => name.startsWith('v20.') && name.endsWith('/after'))!);

describe('memprof analyze', () => {
  test('without a view prints the summary and what to look at next', async () => {
    const { code, stdout, stderr } = await memprof(['analyze', AFTER]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Where the most piles up');
    expect(stdout).toContain('global.memory.conversations');
    expect(stdout).toMatch(/^Next$/m);
  });

  test('prints JSON', async () => {
    const { code, stdout } = await memprof([
      'analyze',
      AFTER,
      'constructors',
      '--format',
      'json',
      '--limit',
      '500',
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { view: string; rows: { constructorName: string; count: number }[] };
    expect(result.view).toBe('constructors');
    expect(result.rows).toContainEqual(expect.objectContaining({ constructorName: 'Message', count: 600 }));
  });

  test('follows an id of one view in another', async () => {
    const { stdout } = await memprof(['analyze', AFTER, 'drops', '--format', 'json']);
    const { rows } = JSON.parse(stdout) as {
      rows: { object: { id: number; name: string }; isInternal: boolean }[];
    };
    const { id } = rows.find(({ isInternal }) => !isInternal)!.object;
    const ended = await memprof(['analyze', AFTER, 'path', `@${id}`, '--format', 'markdown']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('.conversations');
  });

  test('writes to a file', async () => {
    const output = path.join(temporaryFolder(), 'strings.md');
    const ended = await memprof(['analyze', AFTER, 'strings', '--format', 'markdown', '--output', output]);
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(output, 'utf8')).toContain('## Strings');
  });

  test('reads standard input', async () => {
    const input = recordedText('v20.20.2/before').toString('utf8');
    const { code, stdout } = await memprof(['analyze', '-', 'timers'], { input });
    expect(code).toBe(0);
    expect(stdout).toContain('60 timers wait');
  });

  test('takes a capture, a label of it, and a snapshot in it, with the memory of the process', async () => {
    const capture = makeCapture();
    for (const file of [capture, `${capture}@loaded`, path.join(capture, '0001-loaded.heapsnapshot')]) {
      const { code, stdout, stderr } = await memprof(['analyze', file]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Memory of the process');
      expect(stdout).toContain('RSS');
    }
    const { code, stderr } = await memprof(['analyze', `${capture}@nowhere`]);
    expect(code).toBe(2);
    expect(stderr).toContain('The capture has: "loaded"');
  });
});

test('a label alone is one of the newest capture, and what is proposed next works with it', async () => {
  const cwd = temporaryFolder();
  makeCapture(path.join(cwd, '.memprof/2026-01-02-030405-app.js'));
  const { code, stdout } = await memprof(['analyze', 'loaded'], { cwd });
  expect(code).toBe(0);
  const command = /^ {2}memprof (analyze loaded path \d+)/m.exec(stdout)![1]!;
  expect((await memprof(command.split(' '), { cwd })).code).toBe(0);
});

describe('what memprof analyze cannot do ends with one line and code 2:', () => {
  test.each([
    ['an unknown view', [AFTER, 'constructor'], 'Did you mean constructors?'],
    ['a view called like a property', [AFTER, '__proto__'], 'There is no view "__proto__"'],
    ['an unknown id', [AFTER, 'path', '@999999999'], 'No object has the id @999999999'],
    ['an unknown constructor', [AFTER, 'path', 'Mesage'], 'Near: "Message"'],
    ['no target', [AFTER, 'retainers'], 'needs an id or a constructor'],
    ['a target too much', [AFTER, 'timers', 'Timeout'], 'takes no "Timeout"'],
    [
      'an id to ignore that is not there',
      [AFTER, 'path', 'Message', '--ignore', '3000000001'],
      'No object has the id',
    ],
    ['a file that is not there', ['/nowhere/at/all.heapsnapshot'], 'is no file and no capture'],
    ['a file that is no snapshot', [import.meta.filename ?? 'package.json'], 'heap snapshot'],
  ])('%s', async (_what, args, message) => {
    const { code, stdout, stderr } = await memprof(['analyze', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

/** A capture directory with one label, as `memprof run` leaves it. */
function makeCapture(directory = path.join(temporaryFolder(), 'capture')): string {
  mkdirSync(directory, { recursive: true });
  const snapshot = '0001-loaded.heapsnapshot';
  writeFileSync(path.join(directory, snapshot), recordedText('v20.20.2/before'));
  const memory = {
    rssBytes: 60e6,
    heapUsedBytes: 5e6,
    heapTotalBytes: 8e6,
    externalBytes: 2e6,
    arrayBuffersBytes: 1e6,
  };
  const label = {
    kind: 'mark',
    givenName: 'loaded',
    name: 'loaded',
    elapsedMs: 100,
    memory,
    fileDescriptors: null,
    threads: null,
    snapshot,
    profile: null,
    skipped: null,
  };
  const manifest = {
    schemaVersion: 1,
    memprof: '0.1.0',
    startedAt: '2025-01-01T00:00:00.000Z',
    target: { script: 'app.js', args: [], cwd: '/app', node: 'v20.20.2', pid: 1, exitCode: 0, signal: null },
    settings: {
      snapshots: 'labels',
      backend: 'inspector',
      samplingIntervalBytes: 32_768,
      exact: false,
      keepInlining: false,
      loaderFolders: [],
    },
    labels: [label],
    ignoredMarks: 0,
    buffers: [],
    notes: [],
  };
  writeFileSync(path.join(directory, 'capture.json'), JSON.stringify(manifest));
  writeFileSync(path.join(directory, 'memory.ndjson'), '');
  writeFileSync(path.join(directory, 'scripts.json'), '[]');
  return directory;
}
