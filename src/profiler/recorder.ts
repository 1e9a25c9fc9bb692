import type { Buffers } from './buffers.ts';
import type { CpuProfileStatistics } from './records.ts';
import type { StreamFigures } from './streams.ts';

/** What a timing may say beside its name and duration. */
export interface BlockOptions {
  /** Empty unless given. */
  readonly category?: string;
  /** The block around it, unless given. */
  readonly parent?: string;
  /** Kept as it is, not copied. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** What an API call may say beside endpoint, method and duration. Sizes in bytes. */
export interface ApiCallFields {
  readonly statusCode?: number;
  readonly requestSize?: number;
  readonly responseSize?: number;
}

const NOTHING = {};

/**
 * Writes records into the buffers, while recording is on. Each costs well under a microsecond.
 *
 * Every record is made with all its fields in one order: V8 then keeps one shape for a buffer.
 */
export class Recorder {
  protected isRecording = false;
  readonly #rings: Buffers['rings'];
  #step = 0;
  /** Name of the block whose synchronous part runs; empty at the top. */
  #current = '';

  constructor(rings: Buffers['rings']) {
    this.#rings = rings;
  }

  protected restartFlow(): void {
    this.#step = 0;
  }

  /** Records one run of a block that took `durationMs` and ended now. */
  recordTiming(name: string, durationMs: number, options: BlockOptions = NOTHING): void {
    if (!this.isRecording) return;
    this.#rings.timings.push({
      name,
      durationMs,
      category: options.category ?? '',
      parent: options.parent ?? this.#current,
      timestamp: Date.now(),
      metadata: options.metadata,
      file: options.file ?? '',
      line: options.line ?? 0,
    });
  }

  /** Records a module that took `durationMs` to load. */
  recordImport(module: string, durationMs: number, parent = ''): void {
    if (!this.isRecording) return;
    this.#rings.imports.push({ module, durationMs, parent, timestamp: Date.now() });
  }

  /** Records the next step of the program's flow. */
  recordFlow(name: string, durationMs = 0, file = '', line = 0): void {
    if (!this.isRecording) return;
    this.#step++;
    this.#rings.flow.push({ step: this.#step, name, file, line, durationMs, timestamp: Date.now() });
  }

  /** Records an API call that took `durationMs`. */
  recordApiCall(endpoint: string, method: string, durationMs: number, fields: ApiCallFields = NOTHING): void {
    if (!this.isRecording) return;
    this.#rings.apiCalls.push({
      endpoint,
      method,
      durationMs,
      statusCode: fields.statusCode ?? 0,
      requestSize: fields.requestSize ?? 0,
      responseSize: fields.responseSize ?? 0,
      timestamp: Date.now(),
    });
  }

  /** Records a stream that has ended. */
  recordStreaming(name: string, figures: StreamFigures): void {
    if (!this.isRecording) return;
    const { timeToFirstTokenMs, totalMs, chunkCount, totalTokens } = figures;
    this.#rings.streaming.push({
      name,
      timeToFirstTokenMs,
      totalMs,
      chunkCount,
      timestamp: Date.now(),
      totalTokens,
    });
  }

  /** Records memory, in KiB. */
  recordMemory(name: string, currentKib: number, peakKib: number): void {
    if (!this.isRecording) return;
    this.#rings.memory.push({ name, currentKib, peakKib, timestamp: Date.now() });
  }

  /** Records what a CPU profile comes to. */
  recordCpuProfile(name: string, stats: CpuProfileStatistics): void {
    if (!this.isRecording) return;
    this.#rings.cpuProfiles.push({ name, stats, timestamp: Date.now() });
  }

  /**
   * Calls `body` and records how long it took, or its promise, also when it fails: a timing, and a step of flow.
   *
   * Its parent is the block it was called in, found without `AsyncLocalStorage`, which would slow down every
   * promise of the program: in what a block does after its first `await`, give `parent` by hand.
   */
  block<T>(name: string, body: () => T, options: BlockOptions = NOTHING): T {
    if (!this.isRecording) return body();
    const around = this.#current;
    const parent = options.parent ?? around;
    const start = performance.now();
    const record = () => {
      const durationMs = performance.now() - start;
      this.recordTiming(name, durationMs, { ...options, parent });
      this.recordFlow(name, durationMs, options.file, options.line);
    };
    const inside = () => {
      this.#current = name;
      try {
        return body();
      } finally {
        this.#current = around;
      }
    };
    return settled(inside, record, record);
  }
}

/**
 * Calls `body`; when it, or the promise it returned, has ended, calls `succeeded` or `failed` and passes the
 * result or the error on.
 */
export function settled<T>(
  body: () => T,
  succeeded: (result: Awaited<T>) => void,
  failed: (error: unknown) => void,
): T {
  let result: T;
  try {
    result = body();
  } catch (error) {
    failed(error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    succeeded(result as Awaited<T>);
    return result;
  }
  const passedOn = result.then(
    (value: Awaited<T>) => {
      succeeded(value);
      return value;
    },
    (error: unknown) => {
      failed(error);
      throw error;
    },
  );
  return passedOn as T;
}
