import type { InspectorClient } from '../inspector-client.ts';
import { AGENT_FOLDER } from '../launch.ts';

interface Attached {
  readonly sessionId: string;
  readonly workerInfo: { readonly title: string; readonly url: string };
}

interface Reply {
  readonly id?: number;
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
  readonly error?: { readonly message: string };
}

/** What takes an expression to a thread and brings back its value. */
export interface Evaluates {
  /** @throws Error when the thread is gone, or the expression throws. Waits as long as the thread is busy. */
  evaluate(expression: string): Promise<unknown>;
}

/** A worker thread of a program, reached through the inspector of its main thread. */
export interface WorkerThread extends Evaluates {
  /** As the program knows it: `threadId` of `worker_threads`. */
  readonly threadId: number;
  /** What it runs: a `file:` URL, or `[worker eval]`. */
  readonly url: string;
}

/** Node's own threads, such as that of module hooks. */
const NODE_URL = /^node:/;

/** The worker threads of one process, as they come and go. Needs the process's main thread to answer. */
export class WorkerThreads {
  readonly #client: InspectorClient;
  readonly #threads = new Map<string, WorkerThread>();
  readonly #pending = new Map<
    number,
    { sessionId: string; resolve(value: unknown): void; reject(error: Error): void }
  >();
  #lastId = 0;

  constructor(
    client: InspectorClient,
    watcher: { came(thread: WorkerThread): void; went(thread: WorkerThread): void },
  ) {
    this.#client = client;
    client.on<Attached>('NodeWorker.attachedToWorker', ({ sessionId, workerInfo: { title, url } }) => {
      const threadId = Number(/^\[worker (\d+)\]/.exec(title)?.[1]);
      if (url.includes(AGENT_FOLDER) || NODE_URL.test(url) || !Number.isFinite(threadId)) return;
      const thread = {
        threadId,
        url,
        evaluate: (expression: string) => this.#evaluate(sessionId, expression),
      };
      this.#threads.set(sessionId, thread);
      watcher.came(thread);
    });
    client.on<{ sessionId: string }>('NodeWorker.detachedFromWorker', ({ sessionId }) => {
      const thread = this.#threads.get(sessionId);
      this.#threads.delete(sessionId);
      this.#rejectAll(sessionId);
      if (thread) watcher.went(thread);
    });
    client.on<{ message: string }>('NodeWorker.receivedMessageFromWorker', ({ message }) =>
      this.#receive(JSON.parse(message) as Reply),
    );
  }

  /** Begins to watch; threads that run already are told at once. */
  async enable(): Promise<void> {
    await this.#client.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  /** Ends the watch, and the inspector's sessions in all threads. */
  async disable(): Promise<void> {
    await this.#client.send('NodeWorker.disable');
  }

  #evaluate(sessionId: string, expression: string): Promise<unknown> {
    const id = ++this.#lastId;
    const message = JSON.stringify({
      id,
      method: 'Runtime.evaluate',
      params: { expression, returnByValue: true },
    });
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { sessionId, resolve, reject });
      this.#client.send('NodeWorker.sendMessageToWorker', { sessionId, message }).catch((error: Error) => {
        this.#pending.delete(id);
        reject(error);
      });
    });
  }

  #receive({ id, result, error }: Reply): void {
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id!);
    const failure = error?.message ?? result?.exceptionDetails?.exception?.description;
    if (failure === undefined) pending.resolve(result?.result?.value);
    else pending.reject(new Error(failure));
  }

  #rejectAll(sessionId: string): void {
    for (const [id, pending] of this.#pending) {
      if (pending.sessionId !== sessionId) continue;
      this.#pending.delete(id);
      pending.reject(new Error('the worker has ended'));
    }
  }
}
