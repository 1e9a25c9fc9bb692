import { MemprofError } from '../base/errors.ts';
import { positiveInteger } from './bounds.ts';
import {
  readLimits,
  readMemory,
  READING_SERIES,
  type MemoryLimits,
  type MemoryReading,
  type SeriesName,
} from './memory-reading.ts';
import { SampleRing } from './sample-ring.ts';
import { trendOf, type Trend } from './trend.ts';

/** A figure and where it becomes pressing. */
export interface Threshold {
  readonly series: SeriesName;
  /** The figure's own unit; or, with `of`, a share of that limit: 0 … 1. */
  readonly above: number;
  /** `heap` for V8's limit, `process` for the container's or the machine's. */
  readonly of?: keyof MemoryLimits;
}

/** What a pressure callback is told. */
export interface Pressure {
  readonly threshold: Threshold;
  readonly value: number;
  /** The threshold in the figure's own unit. */
  readonly limit: number;
  readonly reading: MemoryReading;
}

/** Called when a figure rises above its threshold; again only after it fell 5 % below it. */
export type PressureCallback = (pressure: Pressure) => void | Promise<void>;

/** How a `MemoryMonitor` measures. */
export interface MemoryMonitorOptions {
  /** Milliseconds between samples; 10 000 unless given. */
  readonly intervalMs?: number;
  /** Samples kept, 64 bytes each; 8640 (a day) unless given. */
  readonly capacity?: number;
  /** Unless given: heap used above 85 % of V8's limit, and rss above 85 % of the container's or machine's. */
  readonly thresholds?: readonly Threshold[];
  /** Hears of errors of callbacks run by the timer; a process warning unless given. */
  readonly onError?: (error: unknown) => void;
  /** Where figures come from: this process unless given. */
  readonly read?: () => MemoryReading;
  readonly limits?: () => MemoryLimits;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

const DEFAULT_THRESHOLDS: readonly Threshold[] = [
  { series: 'heapUsed', above: 0.85, of: 'heap' },
  { series: 'rss', above: 0.85, of: 'process' },
];

/** A threshold is armed again when the figure is below this share of it. */
const REARM_BELOW = 0.95;

const MS_PER_MINUTE = 60_000;

/** Watches the process's memory in a time series of fixed size and calls for relief when it gets tight. */
export class MemoryMonitor {
  readonly #intervalMs: number;
  readonly #thresholds: readonly Threshold[];
  readonly #options: MemoryMonitorOptions;
  readonly #samples: SampleRing;
  readonly #callbacks = new Set<PressureCallback>();
  readonly #pressed = new Set<Threshold>();
  #timer: NodeJS.Timeout | undefined;
  #isSampling = false;
  #iterations = 0;
  #latest: MemoryReading | undefined;

  /** Throws a `RangeError` for an interval or capacity that is not a whole number from 1. */
  constructor(options: MemoryMonitorOptions = {}) {
    const { intervalMs = 10_000, capacity = 8640, thresholds = DEFAULT_THRESHOLDS } = options;
    this.#intervalMs = positiveInteger(intervalMs, 'intervalMs');
    this.#samples = new SampleRing(
      ['timeMs', 'iteration', ...READING_SERIES],
      positiveInteger(capacity, 'capacity'),
    );
    this.#thresholds = thresholds;
    this.#options = options;
  }

  /** The newest reading. */
  get latest(): MemoryReading | undefined {
    return this.#latest;
  }

  /** Samples kept. */
  get length(): number {
    return this.#samples.length;
  }

  /** Begins to sample; the timer does not keep the process alive. */
  start(): this {
    this.#timer ??= setInterval(() => this.#sampleByTimer(), this.#intervalMs).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** Counts one iteration (request, task, turn) of the program, for trends per iteration. */
  iteration(): void {
    this.#iterations++;
  }

  /** Calls `callback` under pressure, until the returned function is called. */
  onPressure(callback: PressureCallback): () => void {
    this.#callbacks.add(callback);
    return () => void this.#callbacks.delete(callback);
  }

  /**
   * Takes a sample now, and waits for the callbacks it set off.
   *
   * @throws AggregateError with what callbacks threw, after all were called.
   */
  async sample(): Promise<MemoryReading> {
    const reading = (this.#options.read ?? readMemory)();
    const now = (this.#options.now ?? performance.now.bind(performance))();
    this.#latest = reading;
    this.#samples.push([now, this.#iterations, ...READING_SERIES.map((name) => reading[name])]);
    await this.#relieve(this.#newPressures(reading));
    return reading;
  }

  /** One figure's samples, oldest first. */
  series(name: SeriesName): Float64Array {
    return this.#samples.column(name);
  }

  /**
   * How `name` moves, in its unit per minute, or per iteration; undefined with fewer than four samples.
   *
   * @throws MemprofError `BAD_USAGE` when asked per iteration and `iteration()` was never called.
   */
  trend(name: SeriesName, per: 'minute' | 'iteration' = 'minute'): Trend | undefined {
    if (per === 'minute') {
      return trendOf(
        this.#samples.column('timeMs').map((ms) => ms / MS_PER_MINUTE),
        this.series(name),
      );
    }
    if (this.#iterations === 0) {
      throw new MemprofError('BAD_USAGE', 'Call iteration() once an iteration to get a trend per iteration.');
    }
    return trendOf(this.#samples.column('iteration'), this.series(name));
  }

  #sampleByTimer(): void {
    // A callback that takes longer than the interval must not be called on top of itself.
    if (this.#isSampling) return;
    this.#isSampling = true;
    this.sample()
      .catch(this.#options.onError ?? warn)
      .finally(() => (this.#isSampling = false));
  }

  #newPressures(reading: MemoryReading): Pressure[] {
    const limits = (this.#options.limits ?? readLimits)();
    const pressures: Pressure[] = [];
    for (const threshold of this.#thresholds) {
      const value = reading[threshold.series];
      const limit = threshold.of === undefined ? threshold.above : threshold.above * limits[threshold.of];
      if (value < limit * REARM_BELOW) this.#pressed.delete(threshold);
      if (value <= limit || this.#pressed.has(threshold) || Number.isNaN(value)) continue;
      this.#pressed.add(threshold);
      pressures.push({ threshold, value, limit, reading });
    }
    return pressures;
  }

  async #relieve(pressures: readonly Pressure[]): Promise<void> {
    const errors: unknown[] = [];
    for (const pressure of pressures) {
      for (const callback of this.#callbacks) {
        try {
          await callback(pressure);
        } catch (error) {
          errors.push(error);
        }
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} pressure callbacks failed.`);
  }
}

function warn(error: unknown): void {
  const reasons = error instanceof AggregateError ? error.errors : [error];
  process.emitWarning(`Memory monitor: ${reasons.map(String).join('; ')}`, 'MemprofWarning');
}
