/** Fields every record has. Times of day are milliseconds since 1970, durations milliseconds. */
interface Timed {
  readonly timestamp: number;
}

/** One run of a block. */
export interface TimingRecord extends Timed {
  readonly name: string;
  readonly durationMs: number;
  readonly category: string;
  /** Name of the block it ran in; empty at the top. */
  readonly parent: string;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  /** Where it stands, if that was given: empty and 0 otherwise. Lines count from 1. */
  readonly file: string;
  readonly line: number;
}

/** One module that was loaded. */
export interface ImportRecord extends Timed {
  /** File name or URL. */
  readonly module: string;
  readonly durationMs: number;
  /** The module that asked for it; empty when that is not known. */
  readonly parent: string;
}

/** One step of the program's flow. */
export interface FlowRecord extends Timed {
  /** 1, 2, 3 … in the order of recording, also across dropped records. */
  readonly step: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly durationMs: number;
}

/** One call of an interface on the network. */
export interface ApiCallRecord extends Timed {
  readonly endpoint: string;
  readonly method: string;
  readonly durationMs: number;
  /** 0 when there was no answer. */
  readonly statusCode: number;
  /** Bytes; 0 when not known. */
  readonly requestSize: number;
  readonly responseSize: number;
}

/** One streamed answer. */
export interface StreamingRecord extends Timed {
  readonly name: string;
  /** Null when no chunk came. */
  readonly timeToFirstTokenMs: number | null;
  readonly totalMs: number;
  readonly chunkCount: number;
  /** 0 when not counted. */
  readonly totalTokens: number;
}

/** Heap used at the end of a block, and the most that was seen while it ran. */
export interface MemoryRecord extends Timed {
  readonly name: string;
  readonly currentKib: number;
  readonly peakKib: number;
}

/** One CPU profile, in short; the profile itself went to the one who asked for it. */
export interface CpuProfileRecord extends Timed {
  readonly name: string;
  readonly stats: CpuProfileStatistics;
}

/** What a CPU profile comes to. */
export interface CpuProfileStatistics {
  readonly durationMs: number;
  readonly sampleCount: number;
  /** At most ten functions, the ones with the most time of their own first. */
  readonly topFunctions: readonly {
    readonly functionName: string;
    readonly url: string;
    /** From 1; 0 for V8's own entries such as `(program)`. */
    readonly line: number;
    readonly selfMs: number;
  }[];
}

/** What each of the seven buffers holds. */
export interface RecordsByBuffer {
  readonly timings: TimingRecord;
  readonly imports: ImportRecord;
  readonly flow: FlowRecord;
  readonly apiCalls: ApiCallRecord;
  readonly streaming: StreamingRecord;
  readonly memory: MemoryRecord;
  readonly cpuProfiles: CpuProfileRecord;
}

export type BufferName = keyof RecordsByBuffer;

/** The seven buffers, in the order of every report. */
export const BUFFER_NAMES = [
  'timings',
  'imports',
  'flow',
  'apiCalls',
  'streaming',
  'memory',
  'cpuProfiles',
] as const satisfies readonly BufferName[];
