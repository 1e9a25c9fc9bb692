// Runs iteration(i) of a module and leaves a snapshot before and after:
// node --expose-gc scripts/record-iterations.mjs <module> <iterations> <folder>
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import inspector from 'node:inspector';

const [program, iterations, folder] = process.argv.slice(2);
// As long as a session has the heap profiler on, V8 keeps its object ids.
const session = new inspector.Session();
session.connect();
session.post('HeapProfiler.enable');
const { iteration, setup, teardown } = await import(pathToFileURL(path.resolve(program)).href);
await setup?.();
let next = 0;
// As many again to warm up.
await round();
v8.writeHeapSnapshot(path.join(folder, 'before.heapsnapshot'));
await round();
v8.writeHeapSnapshot(path.join(folder, 'after.heapsnapshot'));
await teardown?.();
process.exit(0);

async function round() {
  for (let left = Number(iterations); left > 0; left--) await iteration(next++);
  for (let turns = 0; turns < 5; turns++) {
    await turn();
    globalThis.gc();
  }
}
