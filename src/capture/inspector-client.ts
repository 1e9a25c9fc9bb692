import type { BridgeMessage } from '../agent/protocol.ts';
import type { InspectorTransport } from './transport.ts';

/** The target ended, or its agent let go, before it answered. */
export class TargetGone extends Error {
  constructor() {
    super('the target is gone');
    this.name = 'TargetGone';
  }
}

type Listener = (params: never) => void;

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Talks to the inspector of the target's main thread.
 *
 * One connection serves a whole run: V8 numbers all objects anew when a connection to its heap profiler closes.
 */
export class InspectorClient {
  readonly #transport: InspectorTransport;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Listener>();
  #lastId = 0;
  #isGone = false;
  /** Takes the pieces of the heap snapshot being taken; each is only valid during the call. */
  onSnapshotPiece: ((piece: Buffer) => void) | null = null;
  /** Called once, when the target or its agent is gone. */
  onGone: (() => void) | null = null;

  constructor(transport: InspectorTransport) {
    this.#transport = transport;
    transport.open({
      message: (message) => this.#receive(message),
      snapshotPiece: (piece) => this.onSnapshotPiece?.(piece),
      closed: () => this.#close(),
    });
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Calls `listener` for each event of that name; there is one listener an event. */
  on<Params>(event: string, listener: (params: Params) => void): void {
    this.#listeners.set(event, listener as Listener);
  }

  /**
   * Sends a request and waits for its result.
   *
   * @throws TargetGone when the target ends first; an Error with the inspector's message when it refuses.
   */
  send<Result = unknown>(method: string, params?: unknown): Promise<Result> {
    if (this.#isGone) return Promise.reject(new TargetGone());
    const id = ++this.#lastId;
    return new Promise<Result>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#transport.send({ id, method, params });
    });
  }

  #receive(message: BridgeMessage): void {
    if ('method' in message) {
      this.#listeners.get(message.method)?.(message.params as never);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('error' in message) pending?.reject(new Error(message.error));
    else pending?.resolve(message.result as never);
  }

  #close(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    for (const pending of this.#pending.values()) pending.reject(new TargetGone());
    this.#pending.clear();
    this.onGone?.();
  }
}
