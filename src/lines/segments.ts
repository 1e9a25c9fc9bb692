/** What a mapping maps. */
export const TEXT = 0;
/** The function of a site. */
export const SITE = 1;
/** A place that text of the rewriting follows, not of the program. */
export const GAP = 2;

/** A mapping; all 0-based. */
export interface Segment {
  readonly column: number;
  readonly line: number;
  readonly originalColumn: number;
  readonly kind: number;
}

const STRIDE = 4;
/** In place of a generated column: a line ends. */
const LINE_END = -1;
const VLQ_DIGITS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
/** Four numbers of at most six digits of five bits, and a comma. */
const MAX_ENCODED = 4 * 7 + 1;

/**
 * The mappings of some lines to one source. Plain numbers: as an array each they were most of what
 * rewriting left to the garbage collector.
 */
export class Segments {
  #numbers = new Int32Array(64 * STRIDE);
  #length = 0;
  /** How many lines have ended. */
  lines = 0;

  /** Adds a mapping to the line being written; in ascending order of columns. */
  push(column: number, line: number, originalColumn: number, kind: number): void {
    const at = this.#length;
    if (at + STRIDE > this.#numbers.length) this.#reserve(at + STRIDE);
    this.#numbers[at] = column;
    this.#numbers[at + 1] = line;
    this.#numbers[at + 2] = originalColumn;
    this.#numbers[at + 3] = kind;
    this.#length = at + STRIDE;
  }

  endLine(): void {
    this.push(LINE_END, 0, 0, 0);
    this.lines++;
  }

  /** Adds all of some others. */
  append(others: Segments): void {
    const end = this.#length + others.#length;
    if (end > this.#numbers.length) this.#reserve(end);
    this.#numbers.set(others.#numbers.subarray(0, others.#length), this.#length);
    this.#length = end;
    this.lines += others.lines;
  }

  clear(): void {
    this.#length = 0;
    this.lines = 0;
  }

  #reserve(length: number): void {
    const grown = new Int32Array(Math.max(length, this.#numbers.length * 2));
    grown.set(this.#numbers);
    this.#numbers = grown;
  }

  /** One array a line, the last of which has not ended. */
  toLines(): Segment[][] {
    const lines: Segment[][] = [[]];
    const numbers = this.#numbers;
    for (let i = 0; i < this.#length; i += STRIDE) {
      if (numbers[i] === LINE_END) lines.push([]);
      else {
        const [column, line, originalColumn, kind] = numbers.subarray(i, i + STRIDE);
        lines[lines.length - 1].push({ column, line, originalColumn, kind });
      }
    }
    return lines;
  }

  /** The `mappings` of a source map. */
  encode(): string {
    const numbers = this.#numbers;
    const bytes = Buffer.allocUnsafe((this.#length / STRIDE) * MAX_ENCODED);
    let at = 0;
    let lastColumn = 0;
    let lastLine = 0;
    let lastOriginalColumn = 0;
    let isFirst = true;
    for (let i = 0; i < this.#length; i += STRIDE) {
      const column = numbers[i];
      if (column === LINE_END) {
        bytes[at++] = SEMICOLON;
        lastColumn = 0;
        isFirst = true;
        continue;
      }
      if (!isFirst) bytes[at++] = COMMA;
      isFirst = false;
      at = writeVlq(bytes, at, column - lastColumn);
      bytes[at++] = VLQ_DIGITS[0];
      at = writeVlq(bytes, at, numbers[i + 1] - lastLine);
      at = writeVlq(bytes, at, numbers[i + 2] - lastOriginalColumn);
      lastColumn = column;
      lastLine = numbers[i + 1];
      lastOriginalColumn = numbers[i + 2];
    }
    return bytes.toString('latin1', 0, at);
  }
}

/** Writes a number as source maps do: its sign last, then five bits a digit, the lowest first. */
function writeVlq(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  while (rest > 31) {
    bytes[at++] = VLQ_DIGITS[(rest & 31) | 32];
    rest >>>= 5;
  }
  bytes[at++] = VLQ_DIGITS[rest];
  return at;
}
