import type { SuspectKind } from './suspect-kind.ts';

/** A place in the user's source; line and column 1-based. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An npm package; the version is null when its package.json could not be read. */
export interface SuspectPackage {
  readonly name: string;
  readonly version: string | null;
}

/** Whether the object of a step should be there: kept on purpose, leaking, or not known. */
export type StepVerdict = 'leaking' | 'not-leaking' | 'unknown';

/** Why a step has its verdict; the wording lives in `report/`. */
export type VerdictReason =
  | 'gc-root'
  | 'module'
  | 'global-object'
  | 'existed-before'
  | 'gains-objects'
  | 'one-of-many'
  | 'grows-in-place'
  | 'came-while-judging';

/** One object on a leak trace, from the GC root down. */
export interface LeakTraceStep {
  /** What people call the object: `module scope of agent.ts`, `Map`, `Agent`, `(array)`. */
  readonly name: string;
  /** The reference from this object to the next step's: `.history`, `[*]`, `variable cache`; null at the end. */
  readonly edge: string | null;
  /** Where the object's class, closure or module stands; null when that is not known. */
  readonly location: SourcePlace | null;
  readonly verdict: StepVerdict;
  readonly reason: VerdictReason;
  /** True for the reference that should have let go: the one `edge` tells. */
  readonly isSuspect: boolean;
  /** How many equal hops the step stands for; 1 unless a chain was collapsed. */
  readonly hops: number;
}

/** The reference that should have let go. */
export interface SuspectReference {
  /** `Agent.history`, `variable cache in agent.ts`: what to look for in the source. */
  readonly name: string;
  /** What holds them: `Array`, `Map`, `Set`, `object`, `timer list`, … */
  readonly holder: string;
  readonly location: SourcePlace | null;
  /** True when `location` is where the objects that pile up belong, such as their class, not the reference. */
  readonly isPlaceOfObjects: boolean;
}

/** What a detector reports: something that grows, why it is kept, and what to do. Survives JSON. */
export interface Suspect {
  /** The same in every run, on every machine, and after minor edits: 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly kind: SuspectKind;
  /** One line for lists: reference, place, what it gains. */
  readonly title: string;
  /** Constructor of the objects that pile up. */
  readonly constructorName: string;
  readonly reference: SuspectReference;
  /** What an iteration adds: bytes retained by, and number of, the objects that pile up. */
  readonly perIteration: { readonly bytes: number; readonly count: number };
  /** Bytes of all that came while judging and hangs on the reference. */
  readonly retainedBytes: number;
  /** The leak trace; empty when nothing in the JavaScript heap keeps it (native memory, descriptors). */
  readonly retainingPath: readonly LeakTraceStep[];
  /** Further files on the way, nearest to the reference first, such as that of a closure next to it. */
  readonly files: readonly string[];
  /** The npm package whose code owns the reference; null for the program's own. */
  readonly package: SuspectPackage | null;
  /** What to do: `report/` has the words for each. */
  readonly advice: SuspectKind;
  /** Path of the page that explains the kind. */
  readonly docs: string;
  /** False when a `memprof run` found it: no rounds have proven that it goes on growing. */
  readonly isProven: boolean;
  /** `worker 3 (pool.ts)`, `main`; only when workers or children were followed. */
  readonly place?: string;
}

/** What grew while judging. All sizes in bytes. */
export interface GrowthEvidence {
  /** Iterations between the first and the last judged snapshot. */
  readonly iterations: number;
  /** V8 ids, ascending, of objects alive in the last snapshot that came during the judged iterations. */
  readonly newIds: Uint32Array;
  /** Constructors that grew in every round, by what an iteration adds. */
  readonly growing: readonly GrowingConstructor[];
  /** Series outside the heap that grew. */
  readonly outside: readonly GrowingSeries[];
  /** The highest id in each snapshot of a series, oldest first; left out where rounds have been judged already. */
  readonly lastIds?: readonly number[];
  /** False when no rounds have proven the growth; true when left out. */
  readonly isProven?: boolean;
}

/** A constructor whose objects grew in every round. */
export interface GrowingConstructor {
  readonly constructorName: string;
  readonly perIteration: { readonly count: number; readonly bytes: number };
}

/** A series outside the JavaScript heap that grew. */
export interface GrowingSeries {
  readonly series:
    | 'heap'
    | 'arrayBuffers'
    | 'external'
    | 'rss'
    | 'fileDescriptors'
    | 'handles'
    | 'timers'
    | 'workers'
    | 'workerHeaps'
    | 'wasm';
  readonly perIteration: number;
}

/** Names source positions; given by the caller, who knows scripts, source maps and packages. */
export interface SourceNames {
  /** Original place of a generated one (line and column 1-based); null when the script is not known. */
  locate(scriptId: number, line: number, column: number): SourcePlace | null;
  /** Where a file declares a variable of its module, as far as its text tells; null when it does not. */
  declarationOf?(file: string, variable: string): SourcePlace | null;
  /** Whether a script, by its name in the snapshot, is memprof's own; none is when left out. */
  isOwnScript?(script: string): boolean;
  /** The npm package a file belongs to; null for the program's own files. */
  packageOf(file: string): SuspectPackage | null;
}
