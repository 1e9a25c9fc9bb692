import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import type { AllocationProfile } from '../../allocations/profile.ts';
import { type ResolveFrame, createFrameResolver } from '../../allocations/resolve-frames.ts';
import { type Changes, compareData } from '../../analysis/compare-labels.ts';
import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import type { BufferResult } from '../../analysis/results.ts';
import { AGENT_FOLDER } from '../../capture/launch.ts';
import { Ring } from '../../capture/ring.ts';
import type { ScriptRecord } from '../../capture/target.ts';
import type { GuestPulse } from '../../capture/watch/watch-recording.ts';
import type { WatchSample, WatchState } from '../../report/terminal/watch-state.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import { allocationsOf } from '../reading/label-analysis.ts';

/** Samples that are shown; there are no wider terminals. */
const KEPT_SAMPLES = 300;
const KEPT_LINES = 50;
const LONGEST_LINE = 1000;
/** Control characters that neither end a line nor keep a distance. */
// oxlint-disable-next-line no-control-regex
const SILENT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

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
  readonly #output = new Ring<string>(KEPT_LINES);
  readonly #decoder = new StringDecoder('utf8');
  #unfinishedLine = '';
  #since = 'the start';
  #baseline: WatchSample | null = null;
  #profiles: { first: AllocationProfile; last: AllocationProfile } | null = null;
  #censuses: { first: ConstructorCensus; last: ConstructorCensus } | null = null;
  #census: { readonly at: number; readonly tookMs: number } | null = null;
  #order: WatchState['order'] = 'growth';
  #resolver: { readonly scriptCount: number; readonly resolve: ResolveFrame } | null = null;
  #changes: Pick<Changes, 'lineno' | 'constructor'> = { lineno: [], constructor: [] };
  #answeredAt = performance.now();
  buffers: readonly BufferResult[] = [];
  status = '';
  censusNote: string | null = null;
  /** When the next census is due, by the clock of `performance.now()`; null when only asked for. */
  nextCensusAt: number | null = null;

  constructor(subject: WatchSubject) {
    this.#subject = subject;
  }

  /** The last census, which the next is compared with. */
  get lastCensus(): ConstructorCensus | null {
    return this.#censuses?.last ?? null;
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
    const last = allocationsOf(profile, this.#subject.samplingIntervalBytes, 'the sampling profile');
    this.#profiles = { first: this.#profiles?.first ?? last, last };
    this.#compare();
  }

  census(census: ConstructorCensus, tookMs: number): void {
    this.#censuses = { first: this.#censuses?.first ?? census, last: census };
    this.#census = { at: performance.now(), tookMs };
    this.#compare();
  }

  /** Counts growth from now on. */
  rebase(name: string): void {
    this.#since = name;
    this.#baseline = this.last ?? null;
    if (this.#profiles !== null) this.#profiles.first = this.#profiles.last;
    if (this.#censuses !== null) this.#censuses.first = this.#censuses.last;
    this.#compare();
  }

  toggleOrder(): void {
    this.#order = this.#order === 'growth' ? 'size' : 'growth';
    this.#compare();
  }

  /** Takes what the program has printed; its control characters would draw on our screen. */
  printed(piece: Buffer): void {
    const lines = (this.#unfinishedLine + this.#decoder.write(piece)).split(/\r\n|\n|\r/);
    this.#unfinishedLine = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) this.#output.add(fitToShow(line));
  }

  state(): WatchState {
    const now = performance.now();
    const { title, facts, hasKeys, outputFile } = this.#subject;
    const silentMs = now - this.#answeredAt;
    const lines = this.#output.toArray();
    return {
      title,
      facts,
      elapsedMs: this.elapsedMs,
      samples: this.#samples.toArray(),
      since: this.#since,
      baseline: this.#baseline,
      order: this.#order,
      lines: this.#changes.lineno,
      constructors: this.#changes.constructor,
      census: this.#census && {
        agoMs: now - this.#census.at,
        tookMs: this.#census.tookMs,
        nextMs: this.nextCensusAt === null ? null : Math.max(0, this.nextCensusAt - now),
      },
      censusNote: this.censusNote,
      buffers: this.buffers,
      output:
        outputFile === null
          ? null
          : {
              lines: this.#unfinishedLine === '' ? lines : [...lines, fitToShow(this.#unfinishedLine)],
              file: outputFile,
            },
      status:
        silentMs > 4000 && this.status === ''
          ? `no answer for ${Math.round(silentMs / 1000)} s: its main thread is busy`
          : this.status,
      hasKeys,
    };
  }

  #compare(): void {
    const settings = {
      sort: this.#order,
      cumulative: false,
      frames: 1,
      include: [],
      exclude: [],
      withTracebacks: false,
      resolve: this.#resolve(),
    };
    const after = { allocations: this.#profiles?.last ?? null, census: this.#censuses?.last ?? null };
    const before = { allocations: this.#profiles?.first ?? null, census: this.#censuses?.first ?? null };
    this.#changes = compareData(after, before, settings);
  }

  /** Made anew when there are new scripts, which may have source maps. */
  #resolve(): ResolveFrame {
    const scripts = this.#subject.scripts();
    if (this.#resolver?.scriptCount !== scripts.size) {
      const resolve = createFrameResolver({
        sourceMaps: new SourceMaps([...scripts.values()]),
        cwd: this.#subject.cwd,
        isOwn: (url) => url.includes(AGENT_FOLDER),
      });
      this.#resolver = { scriptCount: scripts.size, resolve };
    }
    return this.#resolver.resolve;
  }
}

function fitToShow(line: string): string {
  return stripVTControlCharacters(line.slice(0, LONGEST_LINE)).replace(SILENT, '');
}
