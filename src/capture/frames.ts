/** What a {@link FrameDecoder} hands on. */
export interface FrameSink {
  /** A whole JSON message. */
  message(text: string): void;
  /** A piece of a heap snapshot; it is only valid during the call. */
  snapshotPiece(piece: Buffer): void;
}

const HEADER_BYTES = 5;
const JSON_FRAME = 1;
const SNAPSHOT_FRAME = 2;

/** What came is not the agent's: a program writes to descriptors it has not opened. */
export class ForeignBytes extends Error {}

/**
 * Takes the agent's byte stream apart, however it was split on the way.
 *
 * Messages are put together; pieces of a snapshot are passed on as they come, without a copy.
 */
export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #payloadLeft = 0;
  #parts: Buffer[] = [];

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** @throws ForeignBytes */
  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#headerBytes < HEADER_BYTES) at = this.#takeHeader(bytes, at);
      else at = this.#takePayload(bytes, at);
      if (this.#headerBytes === HEADER_BYTES && this.#payloadLeft === 0) this.#endFrame();
    }
  }

  #takeHeader(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + HEADER_BYTES - this.#headerBytes);
    bytes.copy(this.#header, this.#headerBytes, at, end);
    this.#headerBytes += end - at;
    const [type] = this.#header;
    if (type !== JSON_FRAME && type !== SNAPSHOT_FRAME) throw new ForeignBytes();
    if (this.#headerBytes === HEADER_BYTES) this.#payloadLeft = this.#header.readUInt32LE(1);
    return end;
  }

  #takePayload(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#payloadLeft);
    const piece = bytes.subarray(at, end);
    if (this.#header[0] === SNAPSHOT_FRAME) this.#sink.snapshotPiece(piece);
    else this.#parts.push(piece);
    this.#payloadLeft -= end - at;
    return end;
  }

  #endFrame(): void {
    if (this.#header[0] !== SNAPSHOT_FRAME) this.#sink.message(Buffer.concat(this.#parts).toString('utf8'));
    this.#parts = [];
    this.#headerBytes = 0;
  }
}
