import { MemprofError } from '../base/errors.ts';
import { positiveInteger } from '../runtime/bounds.ts';
import { Buffers, type BufferReport, type Capacity } from './buffers.ts';
import {
  cpuProfileStatistics,
  takeCpuProfile,
  type CpuProfile,
  type CpuProfileOptions,
} from './cpu-profile.ts';
import { timeImports } from './import-timing.ts';
import { readProfileMax, warnOf, type ProfileMax } from './limits.ts';
import { BUFFER_NAMES, type BufferName, type RecordsByBuffer } from './records.ts';
import { Recorder, settled, type BlockOptions } from './recorder.ts';
import { register } from './registry.ts';
import { timingsToSpeedscope, type SpeedscopeFile } from './speedscope.ts';
import { statisticsOf, type Statistics } from './statistics.ts';
import { metered, StreamMeter } from './streams.ts';

/** How a `Profiler` is bounded and called. */
export interface ProfilerOptions {
  /** What reports call it; `profiler` unless given. */
  readonly name?: string;
  /**
   * Most records of every buffer, or of some buffers by name; whole numbers from 1. What is left out here is set
   * by `PRAISONAI_PROFILE_MAX`, read whenever profiling is enabled.
   */
  readonly maxRecords?: number | Partial<Readonly<Record<BufferName, number>>>;
}

/** How an API call's record is filled in. */
export interface ApiCallOptions<T> {
  /** Bytes sent. */
  readonly requestSize?: number;
  /** Bytes received, from the result. */
  readonly responseSizeOf?: (result: T) => number;
}

/** Everything a profiler holds, as JSON can hold it. */
export interface ProfileExport {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly buffers: readonly BufferReport[];
  /** For each buffer its records, oldest first. */
  readonly records: { readonly [N in BufferName]: readonly RecordsByBuffer[N][] };
}

/** How often `memory()` looks while an asynchronous body runs, in milliseconds. */
const MEMORY_INTERVAL_MS = 10;

const BYTES_PER_KIB = 1024;

/**
 * Records what a program does in seven ring buffers of fixed capacity: the newest records stay.
 *
 * While it is disabled, which it is at first, nothing is recorded and wrappers only call their bodies. The
 * constructor throws a `RangeError` for a `maxRecords` that is not a whole number from 1.
 */
export class Profiler extends Recorder {
  readonly name: string;
  readonly #options: ProfilerOptions;
  readonly #buffers: Buffers;
  #stopImports: (() => void) | undefined;

  constructor(options: ProfilerOptions = {}) {
    const capacityOf = capacitiesOf(options, readProfileMax());
    const buffers = new Buffers(capacityOf);
    super(buffers.rings);
    this.name = options.name ?? 'profiler';
    this.#options = options;
    this.#buffers = buffers;
    register(this);
  }

  get isEnabled(): boolean {
    return this.isRecording;
  }

  /** Begins to record, with the capacities `PRAISONAI_PROFILE_MAX` sets now; the newest old records stay. */
  enable(): this {
    const limit = readProfileMax();
    warnOf(limit);
    this.#buffers.resize(capacitiesOf(this.#options, limit));
    this.isRecording = true;
    return this;
  }

  /** Records no more, and stops measuring imports; what was recorded stays. */
  disable(): this {
    this.isRecording = false;
    this.#stopImports?.();
    this.#stopImports = undefined;
    return this;
  }

  /** Empties all buffers; flow steps count from 1 again. */
  clear(): this {
    this.#buffers.clear();
    this.restartFlow();
    return this;
  }

  /** The records of a buffer, oldest first. */
  records<N extends BufferName>(buffer: N): readonly RecordsByBuffer[N][] {
    return this.#buffers.rings[buffer].toArray();
  }

  /** A report on each of the seven buffers. */
  buffers(): BufferReport[] {
    return this.#buffers.report(this.name);
  }

  /**
   * Statistics of the durations in a buffer, in milliseconds (of `memory`: current KiB); undefined when it has
   * no records, or none that `matches`.
   */
  statistics<N extends BufferName>(
    buffer: N,
    matches: (record: RecordsByBuffer[N]) => boolean = () => true,
  ): Statistics | undefined {
    const values: number[] = [];
    for (const record of this.#buffers.rings[buffer]) if (matches(record)) values.push(measureOf(record));
    return statisticsOf(values);
  }

  /** Calls the API by `body` and records the call: status from a `status` or `statusCode` of the result or error. */
  apiCall<T>(endpoint: string, method: string, body: () => T, options: ApiCallOptions<Awaited<T>> = {}): T {
    if (!this.isRecording) return body();
    const start = performance.now();
    const { requestSize = 0, responseSizeOf = () => 0 } = options;
    const record = (outcome: unknown, responseSize: number) =>
      this.recordApiCall(endpoint, method, performance.now() - start, {
        statusCode: statusOf(outcome),
        requestSize,
        responseSize,
      });
    return settled(
      body,
      (result) => record(result, responseSizeOf(result)),
      (error) => record(error, 0),
    );
  }

  /** Passes an iterable on and records it when it has ended; `tokensOf` says how many tokens a chunk has. */
  streaming<T>(
    name: string,
    source: AsyncIterable<T> | Iterable<T>,
    tokensOf?: (chunk: T) => number,
  ): AsyncGenerator<T>;
  /** Calls `body`, which tells the meter of every chunk, and records the stream when it has ended. */
  streaming<T>(name: string, body: (meter: StreamMeter) => T): T;
  streaming<T>(
    name: string,
    source: AsyncIterable<T> | Iterable<T> | ((meter: StreamMeter) => T),
    tokensOf: (chunk: T) => number = () => 0,
  ): AsyncGenerator<T> | T {
    if (typeof source !== 'function') {
      return metered(source, tokensOf, (figures) => this.recordStreaming(name, figures));
    }
    const meter = new StreamMeter();
    const record = () => this.recordStreaming(name, meter.figures());
    return settled(() => source(meter), record, record);
  }

  /**
   * Calls `body` and records heap used: after it, and the most seen before, after, and every 10 ms while an
   * asynchronous body waits. Garbage is included, as nothing is collected.
   */
  memory<T>(name: string, body: () => T): T {
    if (!this.isRecording) return body();
    let peak = process.memoryUsage().heapUsed;
    const look = () => {
      const used = process.memoryUsage().heapUsed;
      peak = Math.max(peak, used);
      return used;
    };
    const timer = setInterval(look, MEMORY_INTERVAL_MS).unref();
    const record = () => {
      clearInterval(timer);
      const used = look();
      this.recordMemory(name, used / BYTES_PER_KIB, peak / BYTES_PER_KIB);
    };
    return settled(body, record, record);
  }

  /** Measures every module loaded until `disable()`; see `timeImports` for what is measured. */
  timeImports(): this {
    if (!this.isRecording) throw new MemprofError('BAD_USAGE', 'Enable the profiler before timing imports.');
    this.#stopImports ??= timeImports((module, durationMs, parent) =>
      this.recordImport(module, durationMs, parent),
    );
    return this;
  }

  /** Records a dynamic import as a whole, evaluation included: `importModule('x', () => import('x'))`. */
  importModule<T>(module: string, body: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const record = () => this.recordImport(module, performance.now() - start);
    return settled(body, record, record);
  }

  /** Runs `body` under V8's CPU profiler and records its statistics; see `takeCpuProfile`. Works while disabled. */
  async cpuProfile<T>(
    name: string,
    body: () => T | Promise<T>,
    options?: CpuProfileOptions,
  ): Promise<{ result: T; profile: CpuProfile }> {
    const taken = await takeCpuProfile(body, options);
    this.recordCpuProfile(name, cpuProfileStatistics(taken.profile));
    return taken;
  }

  /** The recorded blocks as a flame graph; see `timingsToSpeedscope`. */
  flameGraph(): SpeedscopeFile {
    return timingsToSpeedscope(this.records('timings'), this.name);
  }

  /** All records with the buffers' reports; what `JSON.stringify(profiler)` writes. */
  toJSON(): ProfileExport {
    const records = Object.fromEntries(BUFFER_NAMES.map((name) => [name, this.records(name)]));
    return {
      schemaVersion: 1,
      name: this.name,
      buffers: this.buffers(),
      records: records as unknown as ProfileExport['records'],
    };
  }
}

export type { BlockOptions };

function capacitiesOf({ maxRecords }: ProfilerOptions, limit: ProfileMax): (name: BufferName) => Capacity {
  return (name) => {
    const own = typeof maxRecords === 'object' ? maxRecords[name] : maxRecords;
    if (own === undefined) return limit;
    return { capacity: positiveInteger(own, `maxRecords of ${name}`), from: 'option' };
  };
}

function measureOf(record: RecordsByBuffer[BufferName]): number {
  if ('durationMs' in record) return record.durationMs;
  if ('totalMs' in record) return record.totalMs;
  return 'currentKib' in record ? record.currentKib : record.stats.durationMs;
}

function statusOf(outcome: unknown): number {
  const { status, statusCode } = (outcome ?? {}) as { status?: unknown; statusCode?: unknown };
  return typeof status === 'number' ? status : typeof statusCode === 'number' ? statusCode : 0;
}
