import { availableParallelism } from 'node:os';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';

/** A second thread that helps with a long computation. It keeps no process alive. */
export interface HelperThread {
  /** Sends a value to the thread, which gets it from its `port`. */
  post(value: unknown): void;
  /** The next value the thread has sent, without waiting; undefined when there is none. */
  receive(): unknown;
  /** Ends the thread, whatever it is doing. */
  stop(): void;
}

/** What a helper's module finds as its `workerData`. */
export interface HelperData {
  readonly port: MessagePort;
}

/**
 * Starts a thread, which takes some 40 ms of another processor and about 10 MB.
 *
 * Whether it ever runs is not known here: whoever shares work with it must be able to do all of it alone.
 *
 * @param module - What it runs: a module's path below `dist`, without extension.
 * @returns undefined where there is one processor only, or threads are not allowed.
 */
export function startHelper(module: string): HelperThread | undefined {
  if (availableParallelism() < 2) return undefined;
  const { port1, port2 } = new MessageChannel();
  try {
    // This file and the bundled command line both lie one folder below `dist`.
    const worker = new Worker(new URL(`../${module}.js`, import.meta.url), {
      workerData: { port: port2 } satisfies HelperData,
      transferList: [port2],
      // Neither loaders nor preloaded modules of the process that memprof may run in.
      execArgv: [],
      env: {},
    });
    // It has no part that cannot be done without it.
    worker.on('error', () => {});
    worker.unref();
    return new PortThread(worker, port1);
  } catch {
    port1.close();
    return undefined;
  }
}

class PortThread implements HelperThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;

  constructor(worker: Worker, port: MessagePort) {
    this.#worker = worker;
    this.#port = port;
  }

  post(value: unknown): void {
    this.#port.postMessage(value);
  }

  receive(): unknown {
    return (receiveMessageOnPort(this.#port) as { message: unknown } | undefined)?.message;
  }

  stop(): void {
    this.#port.close();
    void this.#worker.terminate();
  }
}
