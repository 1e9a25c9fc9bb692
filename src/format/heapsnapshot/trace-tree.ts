import { NumberList } from './number-list.ts';
import { isSpace, showByte, type Place, type Section } from './place.ts';

/** The calls that allocated, as a tree; row 0 is the root. Rows are in depth-first order. */
export interface TraceTree {
  /** For each row, the number that nodes carry as `traceNodeId`. */
  readonly id: Uint32Array;
  /** For each row, its function among `TraceFunctions`. */
  readonly functionIndex: Uint32Array;
  /** For each row, the number of objects it allocated that live. */
  readonly count: Uint32Array;
  /** For each row, their bytes. */
  readonly size: Uint32Array;
  /** For each row, the row of its caller; its own for the root. */
  readonly parent: Uint32Array;
}

/**
 * Reads `trace_tree`: `[id, function, count, size, [children…]]`, where a list of children is flat,
 * five entries a child. Depth costs a number a level, no recursion.
 */
export class TraceTreeSection implements Section {
  isComplete = false;
  readonly #place: Place;
  readonly #fields: readonly string[];
  readonly #childrenAt: number;
  readonly #rows = new NumberList();
  readonly #parents = new NumberList();
  /** For each open list, the next field of the record being read, and that record's row. */
  readonly #open: { field: number; row: number; parent: number }[] = [];
  #value = -1;
  #needsComma = false;

  constructor(place: Place, fields: readonly string[]) {
    this.#place = place;
    this.#fields = fields;
    this.#childrenAt = fields.indexOf('children');
  }

  describeGap(): string {
    return `the file ends inside "trace_tree", after ${this.#parents.length} calls`;
  }

  consume(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    while (position < end && !this.isComplete) this.#consumeByte(bytes[position], position++);
    return position;
  }

  /** The tree; call it once the section is complete. */
  toTree(): TraceTree {
    const stride = this.#fields.length;
    const column = (field: string) => this.#rows.column(this.#fields.indexOf(field), stride);
    return {
      id: column('id'),
      functionIndex: column('function_info_index'),
      count: column('count'),
      size: column('size'),
      parent: this.#parents.column(0, 1),
    };
  }

  #consumeByte(byte: number, position: number): void {
    const digit = byte - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (this.#needsComma || this.#open.length === 0) this.#fail(byte, position);
      this.#value = (this.#value < 0 ? 0 : this.#value) * 10 + digit;
      return;
    }
    if (this.#value >= 0) this.#endNumber(position);
    if (isSpace(byte)) return;
    if (byte === 0x2c && this.#needsComma) this.#needsComma = false;
    else if (byte === 0x5b && !this.#needsComma) this.#openList(position);
    else if (byte === 0x5d && this.#open.length > 0) this.#closeList(position);
    else this.#fail(byte, position);
  }

  #endNumber(position: number): void {
    const list = this.#open.at(-1)!;
    if (list.field === this.#childrenAt) this.#fail(0x30, position);
    if (list.field === 0) this.#startRow(list);
    this.#rows.set(list.row * this.#fields.length + list.field, this.#value);
    this.#value = -1;
    this.#finishField(list);
  }

  #startRow(list: { row: number; parent: number }): void {
    list.row = this.#parents.length;
    this.#parents.push(list.parent < 0 ? list.row : list.parent);
    for (let field = 0; field < this.#fields.length; field++) this.#rows.push(0);
  }

  #finishField(list: { field: number }): void {
    list.field = (list.field + 1) % this.#fields.length;
    this.#needsComma = true;
  }

  #openList(position: number): void {
    const list = this.#open.at(-1);
    if (list && list.field !== this.#childrenAt) this.#fail(0x5b, position);
    this.#open.push({ field: 0, row: -1, parent: list ? list.row : -1 });
  }

  #closeList(position: number): void {
    const list = this.#open.pop()!;
    if (list.field !== 0) this.#fail(0x5d, position);
    const outer = this.#open.at(-1);
    if (outer) this.#finishField(outer);
    else this.isComplete = true;
  }

  #fail(byte: number, position: number): never {
    this.#place.fail(
      `"trace_tree" has an unexpected ${showByte(byte)}, after ${this.#parents.length} calls`,
      position,
    );
  }
}
