import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import type { BufferResult } from '../../analysis/results.ts';
import { Ring } from '../../capture/ring.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import type { GuestPulse } from '../../capture/watch/watch-recording.ts';
import type { WatchSample, WatchState } from '../../report/terminal/watch-state.ts';
import { allocationsOf } from '../reading/label-analysis.ts';
import { PrintedLines } from './printed-lines.ts';
import { WatchGrowth } from './watch-growth.ts';

/** Samples that are shown; there are no wider terminals. */
const KEPT_SAMPLES = 300;

/** What a watch is of. */
export interface WatchSubject {
  readonly title: string;
  readonly facts: readonly string[];
  readonly cwd: string;
  readonly samplingIntervalBytes: number;
  readonly hasKeys: boolean;
  /** File that has all of the program's output, as shown; null when its output is not ours to show. */
  readonly outputFile: string | null;
  readonly scripts: () => ReadonlyMap<string, ScriptRecord>;
}

/** What is known of a watched program, and what has grown since the start or the last mark. */
export class WatchModel {
  readonly #subject: WatchSubject;
  readonly #startedAt = performance.now();
  readonly #samples = new Ring<WatchSample>(KEPT_SAMPLES);
  readonly #growth: WatchGrowth;
  /** What the program has printed. */
  readonly output = new PrintedLines();
  #since = 'the start';
  #baseline: WatchSample | null = null;
  #census: { readonly at: number; readonly tookMs: number } | null = null;
  #answeredAt = performance.now();
  buffers: readonly BufferResult[] = [];
  status = '';
  censusNote: string | null = null;
  /** When the next census is due, by the clock of `performance.now()`; null when only asked for. */
  nextCensusAt: number | null = null;

  constructor(subject: WatchSubject) {
    this.#subject = subject;
    this.#growth = new WatchGrowth(subject.cwd, subject.scripts);
  }

  /** The last census, which the next is compared with. */
  get lastCensus(): ConstructorCensus | null {
    return this.#growth.lastCensus;
  }

  get last(): WatchSample | undefined {
    return this.#samples.toArray().at(-1);
  }

  /** Milliseconds since the watch began. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  pulse({ memory, collections, delayMs, utilization }: GuestPulse): void {
    this.#answeredAt = performance.now();
    const sample: WatchSample = {
      rssBytes: memory.rss,
      heapUsedBytes: memory.heapUsed,
      arrayBuffersBytes: memory.arrayBuffers,
      majorCollections: collections.major?.count ?? 0,
      minorCollections: collections.minor?.count ?? 0,
      collectingMs: Object.values(collections).reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      delayMs: delayMs?.p99 ?? null,
      utilization,
    };
    this.#samples.add(sample);
    this.#baseline ??= sample;
  }

  /** @throws MemprofError `BAD_FILE` when V8's profile makes no sense. */
  profile(profile: unknown): void {
    this.#growth.addProfile(
      allocationsOf(profile, this.#subject.samplingIntervalBytes, 'the sampling profile'),
    );
  }

  census(census: ConstructorCensus, tookMs: number): void {
    this.#census = { at: performance.now(), tookMs };
    this.#growth.addCensus(census);
  }

  /** Counts growth from now on. */
  rebase(name: string): void {
    this.#since = name;
    this.#baseline = this.last ?? null;
    this.#growth.rebase();
  }

  toggleOrder(): void {
    this.#growth.toggleOrder();
  }

  state(): WatchState {
    const now = performance.now();
    const { title, facts, hasKeys, outputFile } = this.#subject;
    const silentMs = now - this.#answeredAt;
    return {
      title,
      facts,
      elapsedMs: this.elapsedMs,
      samples: this.#samples.toArray(),
      since: this.#since,
      baseline: this.#baseline,
      order: this.#growth.order,
      lines: this.#growth.changes.lineno,
      constructors: this.#growth.changes.constructor,
      census: this.#census && {
        agoMs: now - this.#census.at,
        tookMs: this.#census.tookMs,
        nextMs: this.nextCensusAt === null ? null : Math.max(0, this.nextCensusAt - now),
      },
      censusNote: this.censusNote,
      buffers: this.buffers,
      output: outputFile === null ? null : { lines: this.output.toArray(), file: outputFile },
      status:
        silentMs > 4000 && this.status === ''
          ? `no answer for ${Math.round(silentMs / 1000)} s: its main thread is busy`
          : this.status,
      hasKeys,
    };
  }
}
