/** Bytes and objects at each moment. */
export interface MomentSums {
  /** For each moment, bytes of live objects; 0 where nothing is known. */
  readonly sizes: number[];
  /** For each moment, live objects. */
  readonly counts: number[];
  /** What a worker or child was born with, before its first line ran; left out for the main program. */
  readonly birth?: { readonly size: number; readonly count: number };
}

/** What has one name, at each moment. */
export interface MomentRow extends MomentSums {
  /** A constructor, `file:line`, a file, or a package. */
  readonly name: string;
  /** The function a line is in; null for all else. */
  readonly detail: string | null;
  /** Where: a place in the list of heaps, 0 for the main program. */
  readonly heap: number;
}

/** What rows are named by. */
export type MomentKey = 'constructor' | 'lineno' | 'filename' | 'module';

/** What one heap has beside its rows. */
export interface MomentPart {
  /** For each moment, whether there are figures. */
  readonly isKnown: readonly boolean[];
  /** Whether it is known what a worker or child was born with. */
  readonly isBirthKnown: boolean;
  /** All rows that were cut. */
  readonly other: MomentSums & { readonly rowCount: number };
  /** What is no code or object of the program: with it, the rows add up to all there is. */
  readonly apart: MomentSums;
}

/** Live memory by name at several moments, so that any two can be compared. Survives JSON. */
export interface MomentTable {
  readonly by: MomentKey;
  /** The largest ones, the largest first. */
  readonly rows: readonly MomentRow[];
  /** For each heap, the main program's first. */
  readonly parts: readonly MomentPart[];
}

/**
 * What a heap was at a moment. `absent`: not there yet. `ended`: its last figures. `silent`: it did not answer, these
 * are its earlier figures; `unseen`: it had not answered before either, these are those of its birth.
 */
export type MomentState = 'absent' | 'running' | 'silent' | 'unseen' | 'ended';

/** A heap of the program through the moments. */
export interface MomentHeap {
  /** `main`, `worker 3 (pool.ts)`, `child 1234 (job.ts)`. */
  readonly name: string;
  /** For each moment. */
  readonly states: readonly MomentState[];
  /** For each moment, bytes of its heap in use; 0 where it was not there. */
  readonly heapUsedBytes: readonly number[];
}

/** What constructors answer for between two moments: it cannot be worked out from figures of the moments alone. */
export interface HeldGrowth {
  /** Places in the list of moments. */
  readonly from: number;
  readonly to: number;
  /** For each row of the table by constructor, and then for the rows of each heap that were cut: see `ConstructorRow`. */
  readonly heldBytes: readonly number[];
  /** The same for new objects; null when objects cannot be told apart, as in different processes. */
  readonly newCounts: readonly number[] | null;
  readonly goneCounts: readonly number[] | null;
}

/** A function in a flame graph. */
export interface FlameFrame {
  readonly functionName: string;
  /** `src/agent.ts:12`; empty where there is none. */
  readonly place: string;
  /** npm package; null for the program's own. */
  readonly packageName: string | null;
  /**
   * `user`: the program and its packages. `node` and `v8`: called by it. `other`: many small ones in one. `heap`: the
   * thread or process that the stacks below it are of.
   */
  readonly kind: 'user' | 'node' | 'v8' | 'other' | 'heap';
}

/** Live allocations of several moments by stack, as one tree. Survives JSON. */
export interface FlameTree {
  readonly frames: readonly FlameFrame[];
  /** For each node, its place in `frames`; callers come before those they call. The root, node 0, has none: -1. */
  readonly frameOf: readonly number[];
  /** For each node, its caller; -1 for the root. */
  readonly parentOf: readonly number[];
  /** For each moment, bytes allocated at each node itself; null where allocations were not followed. */
  readonly sizes: readonly (readonly number[] | null)[];
  /** For each moment, bytes of Node, V8 and loaders with no line of the program on their stack. */
  readonly apart: readonly number[];
}

/** What can be said of any two moments out of several. Survives JSON. */
export interface MomentFigures {
  /** For each moment, its place in the list of labels. */
  readonly moments: readonly number[];
  /** The main program's first; workers and children only where they were followed. */
  readonly heaps: readonly MomentHeap[];
  readonly tables: readonly MomentTable[];
  readonly held: readonly HeldGrowth[];
  /** Null when allocations were not followed. */
  readonly flame: FlameTree | null;
}
