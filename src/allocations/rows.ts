import type { Payer } from './charge.ts';
import type { Precision } from './resolve-frames.ts';

/** What allocations are grouped by. */
export type GroupBy = 'lineno' | 'filename' | 'traceback' | 'module';

/** A frame of a row's stack. */
export interface StackFrame {
  readonly file: string;
  /** 1-based; 0 when not known. */
  readonly line: number;
  readonly column: number;
  readonly functionName: string;
}

/** Allocations with one key. */
export interface AllocationRow {
  /** Unique in its table and the same in every table of a program: `src/a.ts:12 load`. */
  readonly key: string;
  /** `user` for the program and its packages; the others have one row each. */
  readonly payer: Payer;
  /** Displayed path; undefined by `module`. */
  readonly file?: string;
  /** 1-based line the function starts at; undefined by `filename` and `module`, 0 when not known. */
  readonly line?: number;
  /** 1-based column; of several functions that share the key, that of the one with most bytes of its own. */
  readonly column?: number;
  /** Undefined by `filename` and `module`. */
  readonly functionName?: string;
  /** npm package; undefined for the program's own code. */
  readonly packageName?: string;
  readonly packageVersion?: string;
  /** What `line` means; undefined without one. */
  readonly precision?: Precision;
  /** By `traceback`: the frames of the program and its packages, the one charged first. */
  readonly stack?: readonly StackFrame[];
  /** Bytes of live objects. */
  readonly sizeBytes: number;
  /** Live objects. */
  readonly count: number;
  /** `sizeBytes` a `count`; 0 when there are none. */
  readonly averageBytes: number;
}

/** Bytes and objects. */
export interface Amount {
  readonly sizeBytes: number;
  readonly count: number;
}

/** A profile's allocations by key. */
export interface AllocationTable {
  /** Largest first, ties by key. */
  readonly rows: readonly AllocationRow[];
  /** All there is in the profile: rows (unless cumulative), `hidden` and `filtered` add up to it. */
  readonly total: Amount;
  /** What payers that were hidden had. */
  readonly hidden: Amount;
  /** What `include` and `exclude` took out; not counted when cumulative. */
  readonly filtered: Amount;
}

/** Names of the rows that are no line of the program. */
export const PAYER_NAMES: Record<Exclude<Payer, 'user'>, string> = {
  node: '(node internals)',
  v8: '(V8)',
  memprof: '(memprof)',
  loader: '(loader)',
};

/** Key of the program's own code, by `module`. */
export const PROGRAM = '(program)';
