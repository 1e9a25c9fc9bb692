import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { takeConstructorCensus } from '../../../src/analysis/census.ts';
import {
  evidenceOf,
  findSuspects,
  scriptNames,
  type SourceNames,
} from '../../../src/analysis/leaks/index.ts';
import { readSnapshotTables } from '../../../src/format/heapsnapshot/open.ts';
import { HeapGraph } from '../../../src/graph/heap-graph.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAMS = path.join(ROOT, 'fixtures/leaks');
const ITERATIONS = 60;

/** What each program of `fixtures/leaks` leaks: kind, reference, and what must stand on the path. */
const EXPECTED: Record<string, readonly [kind: string, reference: string, onPath: string]> = {
  'array-buffers.mjs': ['array-buffers', 'module variable frames in array-buffers.mjs', 'Uint8Array'],
  'async-context.mjs': ['async-context', 'module variable resources in async-context.mjs', 'AsyncResource'],
  'cache.cjs': ['unbounded-cache', 'module variable renderCache in cache.cjs', '{html, at}'],
  'closure-chain.mjs': ['closure-context', 'module variable handler in closure-chain.mjs', 'function handler'],
  'copied-array.mjs': ['unbounded-array', 'module variable lines in copied-array.mjs', 'Line'],
  'emitter-listeners.mjs': ['event-listeners', 'module variable bus._events.tick in emitter-listeners.mjs', 'Session'],
  'event-target-listeners.mjs': ['event-listeners', 'module variable target[<symbol kEvents>]["stop"] in event-target-listeners.mjs', 'Listener'],
  'exported-map.mjs': ['unbounded-map', 'module variable results in exported-map.mjs', 'Map'],
  'file-handles.mjs': ['unclosed-handles', 'module variable opened in file-handles.mjs', 'FileHandle'],
  'global-properties.mjs': ['module-state', 'global[*]', 'global'],
  'growing-string.mjs': ['kept-string', 'module variable log in growing-string.mjs', '(concatenated string)'],
  'interval.mjs': ['timers', 'pending timers (1000000 ms)', 'Poller'],
  'linked-list.mjs': ['linked-list', 'Trail.head', 'Entry'],
  'many-sessions.mjs': ['unbounded-array', 'Session.log', 'Session'],
  'message-history.mjs': ['message-history', 'Agent.history', '{role, content}'],
  'module-reload.cjs': ['module-cache', 'require.cache', 'Module'],
  'numbers.mjs': ['unbounded-array', 'Meter.values', 'Meter'],
  'pending-await.mjs': ['pending-promises', 'module variable waiters in pending-await.mjs', 'Promise'],
  'performance-marks.mjs': ['performance-entries', 'module variable markEntryBuffer in node:internal/perf/observe', 'PerformanceMark'],
  'promise-race.mjs': ['pending-promises', 'module variable shutdown in promise-race.mjs', 'PromiseReaction'],
  'same-objects.mjs': ['unbounded-array', 'module variable tools in same-objects.mjs', 'Array'],
  'sliced-string.mjs': ['kept-string', 'module variable titles in sliced-string.mjs', '(sliced string)'],
  'sockets.mjs': ['unclosed-handles', 'native handle TCP', 'Socket'],
  'store-per-request.mjs': ['repeated-instances', 'module variable pools in store-per-request.mjs', 'Pool'],
  'unbounded-set.mjs': ['unbounded-set', 'module variable seen in unbounded-set.mjs', 'Set'],
  'vm-contexts.mjs': ['module-cache', 'module variable sandboxes in vm-contexts.mjs', 'vm context'],
  'weak-map.mjs': ['unbounded-array', 'module variable app in WeakMap details in weak-map.mjs', 'Visit'],
  'weak-refs.mjs': ['weak-references', 'module variable refs in weak-refs.mjs', 'WeakRef'],
}; // prettier-ignore

test('every program has its expectation', () => {
  expect(readdirSync(PROGRAMS).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

test.each(Object.entries(EXPECTED))('%s', async (program, [kind, reference, onPath]) => {
  const [suspect] = await suspectsOf(path.join(PROGRAMS, program));
  expect(suspect).toMatchObject({ kind, reference: { name: reference } });
  expect(suspect.retainingPath.map(({ name }) => name)).toContain(onPath);
  const files = suspect.files.map((file) => path.basename(file));
  // Nothing in the heap tells who set a property of the global object or a mark, or opened a socket nobody keeps.
  const isAnonymous = ['module-state', 'performance-entries'].includes(kind) || program === 'sockets.mjs';
  if (!isAnonymous) expect(files).toContain(program);
});

async function suspectsOf(program: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'suspects-'));
  try {
    const recorder = path.join(ROOT, 'scripts/record-iterations.mjs');
    const flags = ['--expose-gc', '--no-flush-bytecode', '--no-warnings'];
    const args = [...flags, recorder, program, String(ITERATIONS), folder];
    const { stderr } = await promisify(execFile)(process.execPath, args);
    expect(stderr).toBe('');
    const before = takeConstructorCensus(await open(path.join(folder, 'before.heapsnapshot')));
    const graph = await open(path.join(folder, 'after.heapsnapshot'));
    const after = takeConstructorCensus(graph, { previous: before });
    return findSuspects(graph, evidenceOf([before, after], { iterations: ITERATIONS }), namesFor(graph));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function open(file: string): Promise<HeapGraph> {
  return new HeapGraph(await readSnapshotTables(file));
}

function namesFor(graph: HeapGraph): SourceNames {
  const scripts = scriptNames(graph);
  return {
    locate(scriptId, line, column) {
      const url = scripts.get(scriptId) ?? '';
      if (url === '' || url.startsWith('node:')) return null;
      return { file: url.startsWith('file:') ? fileURLToPath(url) : url, line, column };
    },
    packageOf: () => null,
  };
}
