// The module of the thread that works ahead for a `HeapGraph`; see work-ahead.ts.
import { workerData } from 'node:worker_threads';
import type { HelperData } from '../base/threads.ts';
import { StringTable } from '../format/heapsnapshot/string-table.ts';
import { buildConstructorTable } from './constructor-table.ts';
import { computeDistances } from './distances.ts';
import { NodesAndEdges } from './nodes-and-edges.ts';
import { BEGUN, DONE, FAILED, TASKS, WAITING, type TaskDone, type WorkAheadJob } from './work-ahead.ts';

const { port } = workerData as HelperData;
port.once('message', ({ tables, strings, interfaces, states }: WorkAheadJob) => {
  const graph = new NodesAndEdges({ ...tables, strings: new StringTable(strings.segments, strings.starts) });
  const tasks = {
    distance: () => computeDistances(graph),
    constructors: () => buildConstructorTable(graph, interfaces),
  };
  TASKS.forEach((task, at) => {
    if (Atomics.compareExchange(states, at, WAITING, BEGUN) !== WAITING) return;
    let state = FAILED;
    try {
      const result = tasks[task]();
      const array = 'constructorOf' in result ? result.constructorOf : result;
      port.postMessage({ task, result } satisfies TaskDone, [array.buffer as ArrayBuffer]);
      state = DONE;
    } catch {
      // The other thread does it again, and throws what there is to throw.
    }
    Atomics.store(states, at, state);
    Atomics.notify(states, at);
  });
  port.close();
});
