import type { Readable, Writable } from 'node:stream';
import type { BridgeMessage, BridgeRequest } from '../agent/protocol.ts';
import { ForeignBytes, FrameDecoder } from './frames.ts';

/** Takes what comes from an inspector. */
export interface TransportReceiver {
  /** A reply or an event. */
  message(message: BridgeMessage): void;
  /** A piece of a heap snapshot; it is only valid during the call. */
  snapshotPiece(piece: Buffer): void;
  /** Nothing more will come; may be called several times. */
  closed(): void;
}

/** How messages travel between memprof and the inspector of a program. */
export interface InspectorTransport {
  /** Begins to hand on what comes; called once. */
  open(receiver: TransportReceiver): void;
  /** Sends a request. After the other side has gone it does nothing. */
  send(request: BridgeRequest): void;
}

/** The two pipes to the agent in a program that memprof has started. */
export class PipeTransport implements InspectorTransport {
  readonly #requests: Writable;
  readonly #replies: Readable;

  constructor(requests: Writable, replies: Readable) {
    this.#requests = requests;
    this.#replies = replies;
  }

  open(receiver: TransportReceiver): void {
    const decoder = new FrameDecoder({
      message: (text) => receiver.message(JSON.parse(text) as BridgeMessage),
      snapshotPiece: (piece) => receiver.snapshotPiece(piece),
    });
    this.#replies.on('data', (bytes: Buffer) => {
      try {
        decoder.push(bytes);
      } catch (error) {
        if (!(error instanceof ForeignBytes)) throw error;
        receiver.message({ method: 'memprof.disturbed', params: {} });
        this.#giveUp();
      }
    });
    this.#replies.on('close', () => receiver.closed());
    this.#replies.on('error', () => receiver.closed());
    // A target that died leaves a broken pipe; 'close' of the replies tells the rest.
    this.#requests.on('error', () => undefined);
  }

  /** The agent sees that we are gone and lets the program go on. */
  #giveUp(): void {
    this.#requests.destroy();
    this.#replies.destroy();
  }

  send(request: BridgeRequest): void {
    this.#requests.write(`${JSON.stringify(request)}\n`);
  }
}
