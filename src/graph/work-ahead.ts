import { startHelper, type HelperThread } from '../base/threads.ts';
import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import type { ConstructorTable } from './constructor-table.ts';
import type { InterfaceDefinition } from './interfaces.ts';

/** What a second thread works out while this one finds dominators, in its order. */
export const TASKS = ['constructors', 'distance'] as const;
type Task = (typeof TASKS)[number];

/** What each task comes to. */
export interface TaskResults {
  readonly constructors: ConstructorTable;
  readonly distance: Int32Array;
}

/** What the thread is sent. */
export interface WorkAheadJob {
  readonly tables: Omit<SnapshotTables, 'strings'>;
  readonly strings: { readonly segments: readonly Uint8Array[]; readonly starts: Uint32Array };
  readonly interfaces: readonly InterfaceDefinition[];
  /** For each of `TASKS`, its state; each is done by whoever begins it first. */
  readonly states: Int32Array;
}

/** What the thread sends for a task that is done. */
export interface TaskDone<T extends Task = Task> {
  readonly task: T;
  readonly result: TaskResults[T];
}

/** States of a task. */
export const WAITING = 0;
export const BEGUN = 1;
export const DONE = 2;
export const FAILED = 3;

/** The largest of heaps takes seconds. A thread that takes longer was ended, by a lack of memory for instance. */
const PATIENCE_MS = 60_000;

/** What no task looks at; to send it would copy it. */
const NOT_NEEDED = { traceFunctions: undefined, traceTree: undefined, samples: new Float64Array() };

/** Work that a second thread has been given. Whatever it has not begun, this thread does itself. */
export class WorkAhead {
  /** The interfaces that the constructors are to be named by. */
  readonly interfaces: readonly InterfaceDefinition[];
  readonly #thread: HelperThread;
  readonly #states: Int32Array;
  readonly #results = new Map<Task, TaskResults[Task]>();

  private constructor(thread: HelperThread, states: Int32Array, interfaces: readonly InterfaceDefinition[]) {
    this.#thread = thread;
    this.#states = states;
    this.interfaces = interfaces;
  }

  /** Starts the thread; undefined when there can be none, or the tables are this thread's alone. */
  static start(tables: SnapshotTables, interfaces: readonly InterfaceDefinition[]): WorkAhead | undefined {
    if (!(tables.edgeTarget.buffer instanceof SharedArrayBuffer)) return undefined;
    const thread = startHelper('graph/work-ahead-thread');
    if (!thread) return undefined;
    const { strings, ...rest } = { ...tables, ...NOT_NEEDED };
    const states = new Int32Array(new SharedArrayBuffer(4 * TASKS.length));
    thread.post({ tables: rest, strings: strings.parts, interfaces, states } satisfies WorkAheadJob);
    return new WorkAhead(thread, states, interfaces);
  }

  /** What a task has come to, once; waits for it if it was begun. Undefined when the caller has to do it. */
  take<T extends Task>(task: T): TaskResults[T] | undefined {
    const at = TASKS.indexOf(task);
    if (Atomics.compareExchange(this.#states, at, WAITING, FAILED) === WAITING) return undefined;
    if (Atomics.wait(this.#states, at, BEGUN, PATIENCE_MS) === 'timed-out') return undefined;
    if (Atomics.load(this.#states, at) !== DONE) return undefined;
    for (let done = this.#receive(); done; done = this.#receive()) this.#results.set(done.task, done.result);
    const result = this.#results.get(task);
    this.#results.delete(task);
    return result as TaskResults[T] | undefined;
  }

  #receive(): TaskDone | undefined {
    return this.#thread.receive() as TaskDone | undefined;
  }
}
