// With threads as they run for users: their modules are those of dist/.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HelperThread } from '../../src/base/threads.ts';
import type * as Threads from '../../src/base/threads.ts';
import type * as Pieces from '../../src/format/heapsnapshot/pieces/read-in-two-threads.ts';
import type { ReadingTask } from '../../src/format/heapsnapshot/pieces/reading-thread.ts';
import type { SnapshotTables } from '../../src/format/heapsnapshot/snapshot-tables.ts';
import { buildConstructorTable } from '../../src/graph/constructor-table.ts';
import { computeDistances } from '../../src/graph/distances.ts';
import { HeapGraph } from '../../src/graph/heap-graph.ts';
import { DONE, TASKS, type TaskDone, type WorkAheadJob } from '../../src/graph/work-ahead.ts';
import { readText } from '../helpers/heap-builder.ts';
import { recordedNames, recordedText } from '../helpers/recorded.ts';

const fromDist = <T>(module: string) =>
  import(new URL(`../../dist/${module}.js`, import.meta.url).href) as Promise<T>;

let directory = '';
let startHelper: typeof Threads.startHelper;
let readWithHelper: typeof Pieces.readWithHelper;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'memprof-threads-'));
  ({ startHelper } = await fromDist<typeof Threads>('base/threads'));
  ({ readWithHelper } = await fromDist<typeof Pieces>('format/heapsnapshot/pieces/read-in-two-threads'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Waits until a word another thread writes to is at least, or at most, a number. */
function waitFor(words: Int32Array, at: number, isThere: (value: number) => boolean): void {
  const deadline = performance.now() + 30_000;
  for (let value = Atomics.load(words, at); !isThere(value); value = Atomics.load(words, at)) {
    if (performance.now() > deadline) throw new Error('the thread has not come so far');
    Atomics.wait(words, at, value, 20);
  }
}

/** Reads with a thread that does all it can before this one begins. */
function readByThread(text: Uint8Array): { tables: SnapshotTables | undefined; ended: number } {
  const file = path.join(directory, 'a.heapsnapshot');
  writeFileSync(file, text);
  const descriptor = openSync(file, 'r');
  const helper = startHelper('format/heapsnapshot/pieces/reading-thread')!;
  let words: Int32Array = new Int32Array();
  const first: HelperThread = {
    post: (value) => {
      words = (value as ReadingTask).claims;
      helper.post(value);
      waitFor(words, 2, (state) => state !== 0);
    },
    receive: () => helper.receive(),
    stop: () => helper.stop(),
  };
  try {
    const snapshot = { file: descriptor, sourceName: 'a', fileBytes: text.length };
    return { tables: readWithHelper(snapshot, first), ended: words[2]! };
  } finally {
    helper.stop();
    closeSync(descriptor);
  }
}

const bytes = (view: Uint8Array | Uint32Array | Int32Array) =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength);

describe.each(recordedNames)('%s', (name) => {
  test('is read by a thread as it is in order, and its graph is worked out by another', () => {
    const text = recordedText(name);
    const { tables, ended } = readByThread(text);
    const inOrder = readText(text);
    expect(ended).toBe(1);
    for (const key of [
      'nodeType',
      'nodeName',
      'nodeId',
      'selfSize',
      'firstEdge',
      'edgeType',
      'edgeName',
      'edgeTarget',
    ] as const)
      expect(bytes(tables![key]).equals(bytes(inOrder[key])), key).toBe(true);

    const graph = new HeapGraph(tables!);
    const helper = startHelper('graph/work-ahead-thread')!;
    const states = new Int32Array(new SharedArrayBuffer(4 * TASKS.length));
    const { strings, ...rest } = { ...tables!, traceFunctions: undefined, traceTree: undefined };
    helper.post({
      tables: rest,
      strings: tables!.strings.parts,
      interfaces: [],
      states,
    } satisfies WorkAheadJob);
    // Edges are marked meanwhile, as they are for users.
    void graph.dominatorOf;
    TASKS.forEach((_, at) => waitFor(states, at, (state) => state >= DONE));
    const results = new Map(
      TASKS.map(() => helper.receive() as TaskDone).map(({ task, result }) => [task, result]),
    );
    helper.stop();

    expect(bytes(results.get('distance') as Int32Array).equals(bytes(computeDistances(graph)))).toBe(true);
    const expected = buildConstructorTable(graph);
    const constructors = results.get('constructors') as typeof expected;
    expect(bytes(constructors.constructorOf).equals(bytes(expected.constructorOf))).toBe(true);
    expect({ ...constructors, constructorOf: 0 }).toEqual({ ...expected, constructorOf: 0 });
  });
});

test('a thread that cannot be started is done without', () => {
  const helper = startHelper('no/such/module')!;
  const file = path.join(directory, 'b.heapsnapshot');
  const text = recordedText(recordedNames[0]!);
  writeFileSync(file, text);
  const descriptor = openSync(file, 'r');
  const tables = readWithHelper({ file: descriptor, sourceName: 'b', fileBytes: text.length }, helper);
  closeSync(descriptor);
  const graph = new HeapGraph(tables!);
  graph.workAhead();

  expect(bytes(tables!.edgeTarget).equals(bytes(readText(text).edgeTarget))).toBe(true);
  // Sources have no compiled thread: what it was given is done here.
  expect(graph.constructorTable().constructorOf).toEqual(buildConstructorTable(graph).constructorOf);
  expect(graph.distance).toEqual(computeDistances(graph));
});
