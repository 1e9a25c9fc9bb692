import type { InspectorClient } from './inspector-client.ts';
import { isOwnScript } from './own-code.ts';

/** A busy worker does not answer; waiting longer would not help. Milliseconds. */
const PATIENCE_MS = 500;

interface Attached {
  readonly sessionId: string;
  readonly workerInfo: { readonly url: string };
}

/** The heaps of the target's worker threads, which its own figures do not show. */
export class WorkerHeaps {
  readonly #client: InspectorClient;
  readonly #sessions = new Set<string>();
  readonly #pending = new Map<number, (used: number | null) => void>();
  #lastId = 0;

  constructor(client: InspectorClient) {
    this.#client = client;
    client.on<Attached>('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
      if (!isOwnScript(workerInfo.url)) this.#sessions.add(sessionId);
    });
    client.on<{ sessionId: string }>('NodeWorker.detachedFromWorker', ({ sessionId }) => {
      this.#sessions.delete(sessionId);
    });
    client.on<{ message: string }>('NodeWorker.receivedMessageFromWorker', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: { usedSize?: number } };
      if (id === undefined) return;
      this.#pending.get(id)?.(result?.usedSize ?? null);
      this.#pending.delete(id);
    });
  }

  /** Begins to watch for worker threads. */
  async enable(): Promise<void> {
    await this.#client.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  /** Bytes in use by all workers after a garbage collection in each; null when one of them did not answer. */
  async usedBytes(): Promise<number | null> {
    let sum = 0;
    for (const session of this.#sessions) {
      await this.#ask(session, 'HeapProfiler.collectGarbage');
      const used = await this.#ask(session, 'Runtime.getHeapUsage');
      if (used === null) return null;
      sum += used;
    }
    return sum;
  }

  async #ask(sessionId: string, method: string): Promise<number | null> {
    const id = ++this.#lastId;
    const message = JSON.stringify({ id, method });
    const answer = new Promise<number | null>((resolve) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        resolve(null);
      }, PATIENCE_MS);
      this.#pending.set(id, (used) => {
        clearTimeout(timer);
        resolve(used);
      });
    });
    await this.#client
      .send('NodeWorker.sendMessageToWorker', { sessionId, message })
      // It ended meanwhile; so does the wait.
      .catch(() => this.#sessions.delete(sessionId));
    return answer;
  }
}
