import type { AllocationProfile } from '../../allocations/profile.ts';
import { type ResolveFrame, createFrameResolver } from '../../allocations/resolve-frames.ts';
import { type Changes, compareData } from '../../analysis/compare-labels.ts';
import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import { isOwnScript } from '../../capture/own-code.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import type { WatchState } from '../../report/terminal/watch-state.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';

/** First and last of what is compared. */
interface Span<Data> {
  first: Data;
  last: Data;
}

/** What has grown since the start or the last mark, by line and by constructor. */
export class WatchGrowth {
  readonly #cwd: string;
  readonly #scripts: () => ReadonlyMap<string, ScriptRecord>;
  #profiles: Span<AllocationProfile> | null = null;
  #censuses: Span<ConstructorCensus> | null = null;
  #order: WatchState['order'] = 'growth';
  #resolver: { readonly scriptCount: number; readonly resolve: ResolveFrame } | null = null;
  #changes: Pick<Changes, 'lineno' | 'constructor'> = { lineno: [], constructor: [] };

  /** @param scripts - Those loaded by now; asked again at each comparison. */
  constructor(cwd: string, scripts: () => ReadonlyMap<string, ScriptRecord>) {
    this.#cwd = cwd;
    this.#scripts = scripts;
  }

  get order(): WatchState['order'] {
    return this.#order;
  }

  get changes(): Pick<Changes, 'lineno' | 'constructor'> {
    return this.#changes;
  }

  get lastCensus(): ConstructorCensus | null {
    return this.#censuses?.last ?? null;
  }

  addProfile(last: AllocationProfile): void {
    this.#profiles = { first: this.#profiles?.first ?? last, last };
    this.#compare();
  }

  addCensus(last: ConstructorCensus): void {
    this.#censuses = { first: this.#censuses?.first ?? last, last };
    this.#compare();
  }

  /** Counts growth from now on. */
  rebase(): void {
    if (this.#profiles !== null) this.#profiles.first = this.#profiles.last;
    if (this.#censuses !== null) this.#censuses.first = this.#censuses.last;
    this.#compare();
  }

  toggleOrder(): void {
    this.#order = this.#order === 'growth' ? 'size' : 'growth';
    this.#compare();
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
    const scripts = this.#scripts();
    if (this.#resolver?.scriptCount !== scripts.size) {
      const resolve = createFrameResolver({
        sourceMaps: new SourceMaps([...scripts.values()]),
        cwd: this.#cwd,
        isOwn: isOwnScript,
      });
      this.#resolver = { scriptCount: scripts.size, resolve };
    }
    return this.#resolver.resolve;
  }
}
