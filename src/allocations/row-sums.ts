import { byLargest } from '../base/order.ts';
import { payerOf, type Charges, type Payer } from './charge.ts';
import { sumCumulatively } from './cumulative.ts';
import { pathFilter } from './path-filter.ts';
import type { AllocationProfile } from './profile.ts';
import type { ResolvedFrame, ResolveFrame } from './resolve-frames.ts';
import { frameIdentity, payerIdentity, stackIdentity, type RowIdentity } from './row-keys.ts';
import { PAYER_NAMES, type AllocationTable, type GroupBy } from './rows.ts';

/** Settings of `groupAllocations`. */
export interface GroupOptions {
  readonly by: GroupBy;
  readonly resolve: ResolveFrame;
  /** Frames of a stack by `traceback`, the charged one included; 1 to 128, which is all V8 records. */
  readonly frames?: number;
  /** Charge every frame on the stack, not the nearest alone; a frame that recurs is charged once. */
  readonly cumulative?: boolean;
  /** Globs on displayed paths (see `pathFilter`). */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Payers that get no row. Default: memprof itself and the TypeScript loader. */
  readonly hide?: readonly Payer[];
}

const DEFAULT_FRAMES = 10;
const MAX_FRAMES = 128;
const HIDDEN: readonly Payer[] = ['memprof', 'loader'];

interface Sums {
  readonly identity: RowIdentity;
  /** Own bytes of the functions that share the row, by column. */
  readonly columns: Map<number, number>;
  sizeBytes: number;
  count: number;
}

/** Rows being summed up from a profile's nodes. */
export class RowSums {
  readonly #profile: AllocationProfile;
  readonly #frames: readonly ResolvedFrame[];
  readonly #charges: Charges;
  readonly #by: GroupBy;
  readonly #frameLimit: number;
  readonly #isHidden: (payer: Payer) => boolean;
  readonly #passes: (file: string) => boolean;
  readonly #rows = new Map<string, Sums>();
  readonly #rowOfFrame: (Sums | undefined)[] = [];
  readonly #hidden = { sizeBytes: 0, count: 0 };
  readonly #filtered = { sizeBytes: 0, count: 0 };
  readonly #total = { sizeBytes: 0, count: 0 };

  constructor(
    profile: AllocationProfile,
    frames: readonly ResolvedFrame[],
    charges: Charges,
    options: GroupOptions,
  ) {
    this.#profile = profile;
    this.#frames = frames;
    this.#charges = charges;
    this.#by = options.by;
    this.#frameLimit = Math.min(MAX_FRAMES, Math.max(1, Math.trunc(options.frames ?? DEFAULT_FRAMES)));
    const hidden = new Set(options.hide ?? HIDDEN);
    this.#isHidden = (payer) => hidden.has(payer);
    this.#passes = pathFilter(options.include, options.exclude);
  }

  /** Every node's allocations to the row of the frame that is charged. */
  addNodes(): void {
    this.#addOthers();
    const { sizeOf, countOf } = this.#profile;
    for (const [node, charge] of this.#charges.entries()) {
      if (charge < 0 || (sizeOf[node] === 0 && countOf[node] === 0)) continue;
      const row = this.#by === 'traceback' ? this.#rowOfStack(charge) : this.#rowOfNode(charge);
      add(row ?? this.#filtered, sizeOf[node], countOf[node]);
      if (row) this.#addColumn(row, charge, sizeOf[node]);
    }
  }

  /** Every node's allocations to the rows of all frames on its stack, each row once. */
  addStacks(): void {
    this.#addOthers();
    const rows: Sums[] = [];
    const places = new Map<Sums, number>();
    const rowOf = Int32Array.from(this.#charges, (charge, node) => {
      // Frames that are not the program's pass their charge up and stand in no row.
      const row = charge === node ? this.#rowOfNode(node) : undefined;
      if (!row) return -1;
      if (!places.has(row)) places.set(row, rows.push(row) - 1);
      return places.get(row)!;
    });
    const isCharged = (node: number): boolean => this.#charges[node] >= 0;
    for (const [place, sum] of sumCumulatively(this.#profile, rowOf, rows.length, isCharged).entries()) {
      add(rows[place], sum.sizeBytes, sum.count);
    }
    const { sizeOf } = this.#profile;
    for (const [node, charge] of this.#charges.entries()) {
      if (rowOf[charge] >= 0) this.#addColumn(rows[rowOf[charge]], charge, sizeOf[node]);
    }
  }

  table(): AllocationTable {
    const rows = [...this.#rows.values()]
      .filter(({ sizeBytes, count }) => sizeBytes > 0 || count > 0)
      .map(({ identity, columns, sizeBytes, count }) => ({
        ...identity,
        ...(identity.column !== undefined && { column: columnOfMost(columns) ?? identity.column }),
        sizeBytes,
        count,
        averageBytes: count === 0 ? 0 : sizeBytes / count,
      }))
      .toSorted(
        byLargest(
          (row) => row.sizeBytes,
          (row) => row.key,
        ),
      );
    return { rows, total: this.#total, hidden: this.#hidden, filtered: this.#filtered };
  }

  /** The total, and what no frame of the program is charged with. */
  #addOthers(): void {
    const { sizeOf, countOf } = this.#profile;
    for (const [node, charge] of this.#charges.entries()) {
      add(this.#total, sizeOf[node], countOf[node]);
      const payer = payerOf(charge);
      if (payer !== 'user') add(this.#amountOf(payer), sizeOf[node], countOf[node]);
    }
  }

  #amountOf(payer: Exclude<Payer, 'user'>): { sizeBytes: number; count: number } {
    if (this.#isHidden(payer)) return this.#hidden;
    if (!this.#passes(PAYER_NAMES[payer])) return this.#filtered;
    return this.#row(payerIdentity(payer, this.#by));
  }

  #rowOfNode(node: number): Sums | undefined {
    const place = this.#profile.frameOf[node];
    const frame = this.#frames[place];
    if (!this.#passes(frame.file)) return undefined;
    return (this.#rowOfFrame[place] ??= this.#row(frameIdentity(frame, this.#by as 'lineno')));
  }

  #rowOfStack(charged: number): Sums | undefined {
    const { parentOf, frameOf } = this.#profile;
    const stack: ResolvedFrame[] = [];
    for (let node = charged; node !== -1 && stack.length < this.#frameLimit; node = parentOf[node]) {
      if (this.#charges[node] === node) stack.push(this.#frames[frameOf[node]]);
    }
    return this.#passes(stack[0].file) ? this.#row(stackIdentity(stack)) : undefined;
  }

  #row(identity: RowIdentity): Sums {
    const row = this.#rows.get(identity.key);
    if (row) return row;
    const added = { identity, columns: new Map<number, number>(), sizeBytes: 0, count: 0 };
    this.#rows.set(identity.key, added);
    return added;
  }

  #addColumn({ columns }: Sums, charged: number, sizeBytes: number): void {
    const { column } = this.#frames[this.#profile.frameOf[charged]];
    columns.set(column, (columns.get(column) ?? 0) + sizeBytes);
  }
}

/** The column with most bytes, the smallest of equals. */
function columnOfMost(columns: ReadonlyMap<number, number>): number | undefined {
  const [most] = [...columns].toSorted(([a, aBytes], [b, bBytes]) => bBytes - aBytes || a - b);
  return most?.[0];
}

function add(sums: { sizeBytes: number; count: number }, sizeBytes: number, count: number): void {
  sums.sizeBytes += sizeBytes;
  sums.count += count;
}
