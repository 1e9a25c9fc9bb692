import { MemprofError } from '../../base/errors.ts';

/** Where reading has got to, so that every complaint can say which file and which byte. */
export class Place {
  /** What messages call the snapshot: a path, or "the snapshot". */
  readonly sourceName: string;
  /** Bytes before the chunk that is being read. */
  bytesBefore = 0;

  constructor(sourceName: string) {
    this.sourceName = sourceName;
  }

  /** Throws `BAD_FILE`; `position` counts from the start of the current chunk. */
  fail(what: string, position?: number): never {
    const where = position === undefined ? '' : ` (byte ${this.bytesBefore + position})`;
    throw new MemprofError('BAD_FILE', `${this.sourceName}: ${what}${where}`);
  }
}

/** One value of the snapshot's top-level object, read chunk by chunk. */
export interface Section {
  /** True once the value's last byte has been taken. */
  readonly isComplete: boolean;
  /** Takes bytes from `position` on and returns the position after the last one taken. */
  consume(bytes: Uint8Array, position: number, end: number): number;
  /** What is missing, for a file that ends inside this section. */
  describeGap(): string;
}

/** True for the four bytes JSON allows between tokens. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A byte as people read it: `'x'`, or `0x00` when it cannot be printed. */
export function showByte(byte: number): string {
  return byte > 0x20 && byte < 0x7f
    ? `'${String.fromCharCode(byte)}'`
    : `0x${byte.toString(16).padStart(2, '0')}`;
}
