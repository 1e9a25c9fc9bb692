import { WebSocket } from 'ws';
import type { BridgeMessage, BridgeRequest } from '../../agent/protocol.ts';
import { MemprofError } from '../../base/errors.ts';
import type { InspectorTransport, TransportReceiver } from '../transport.ts';
import { ANSWER_MS } from './inspector-list.ts';

/** No single message is longer than the longest string V8 could make of it. */
const LONGEST_MESSAGE = 512 * 2 ** 20;

/** How long the other side may take to say goodbye, in milliseconds. */
const GOODBYE_MS = 500;

/** A message as the inspector sends it: its errors have a code. */
type WireMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string } }
  | { readonly method: string; readonly params: unknown };

/** The WebSocket of a program's inspector. */
export class WebSocketTransport implements InspectorTransport {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Connects. @throws MemprofError `INSPECTOR_REFUSED`. */
  static connect(url: string): Promise<WebSocketTransport> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, {
        perMessageDeflate: false,
        maxPayload: LONGEST_MESSAGE,
        handshakeTimeout: ANSWER_MS,
      });
      socket.once('open', () => resolve(new WebSocketTransport(socket)));
      socket.once('error', (error) => {
        const text = `${url} let nobody in (${error.message}). Is the program still running, and the address whole?`;
        reject(new MemprofError('INSPECTOR_REFUSED', text, { cause: error }));
      });
    });
  }

  open(receiver: TransportReceiver): void {
    this.#socket.on('message', (data: Buffer) => receive(data, receiver));
    this.#socket.on('close', () => receiver.closed());
    this.#socket.on('error', () => receiver.closed());
  }

  send(request: BridgeRequest): void {
    this.#socket.send(JSON.stringify(request), () => undefined);
  }

  /** Says goodbye; resolves when the connection is closed. */
  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#socket.terminate(), GOODBYE_MS);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#socket.close();
    });
  }
}

function receive(data: Buffer, receiver: TransportReceiver): void {
  const message = JSON.parse(data.toString('utf8')) as WireMessage;
  if ('error' in message) {
    receiver.message({ id: message.id, error: message.error.message });
  } else if ('method' in message && message.method === 'HeapProfiler.addHeapSnapshotChunk') {
    const { chunk } = message.params as { readonly chunk: string };
    // V8 escapes everything beyond ASCII.
    receiver.snapshotPiece(Buffer.from(chunk, 'latin1'));
  } else {
    receiver.message(message satisfies BridgeMessage);
  }
}
