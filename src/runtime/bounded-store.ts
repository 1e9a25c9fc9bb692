import { MemprofError } from '../base/errors.ts';
import { positiveInteger, type Bounds, type Usage } from './bounds.ts';
import { sizeOf } from './size-of.ts';

/** One remembered text. */
export interface StoreEntry<M = unknown> {
  /** 1, 2, 3 … in the order of adding, within its tier. */
  readonly id: number;
  readonly text: string;
  readonly metadata: M | undefined;
  /** When it was added, in milliseconds since 1970. */
  readonly timestamp: number;
}

/** The two tiers of a `BoundedStore`. */
export type TierName = 'shortTerm' | 'longTerm';

/** An entry that was pushed out, and which bound did it. */
export interface Eviction<M = unknown> {
  readonly tier: TierName;
  readonly entry: StoreEntry<M>;
  readonly bound: 'maxEntries' | 'maxBytes';
}

interface Link<M> {
  readonly entry: StoreEntry<M>;
  readonly bytes: number;
  older: Link<M> | undefined;
  newer: Link<M> | undefined;
}

/** One tier: entries in the order of adding, none above its bounds, every operation but `search` O(1). */
export class StoreTier<M = unknown> {
  readonly bounds: Bounds;
  readonly #name: TierName;
  readonly #onEvict: ((eviction: Eviction<M>) => void) | undefined;
  // A list beside the map: a Map's first key is found by walking over the ones deleted before it.
  readonly #byId = new Map<number, Link<M>>();
  #oldest: Link<M> | undefined;
  #newest: Link<M> | undefined;
  #bytes = 0;
  #evicted = 0;
  #added = 0;
  #isClosed = false;

  /** Made by `BoundedStore`. Throws a `RangeError` for a bound that is not a whole number from 1. */
  constructor(name: TierName, bounds: Bounds, onEvict?: (eviction: Eviction<M>) => void) {
    positiveInteger(bounds.maxEntries, `${name}.maxEntries`);
    positiveInteger(bounds.maxBytes, `${name}.maxBytes`);
    this.bounds = { ...bounds };
    this.#name = name;
    this.#onEvict = onEvict;
  }

  get usage(): Usage {
    return { length: this.#byId.size, bytes: this.#bytes, evicted: this.#evicted };
  }

  get length(): number {
    return this.#byId.size;
  }

  /**
   * Adds the newest entry, pushing out the oldest until both bounds hold. Its size is taken now: metadata
   * changed later is not weighed again.
   *
   * @throws RangeError when the entry alone is above `maxBytes`; every other entry stays.
   * @throws MemprofError `BAD_USAGE` after `close()`.
   */
  add(text: string, metadata?: M): StoreEntry<M> {
    if (this.#isClosed) throw new MemprofError('BAD_USAGE', `The ${this.#name} store is closed.`);
    const entry: StoreEntry<M> = { id: this.#added + 1, text, metadata, timestamp: Date.now() };
    const { maxBytes, maxEntries } = this.bounds;
    const bytes = sizeOf(entry, { stopAbove: maxBytes });
    if (bytes > maxBytes) {
      throw new RangeError(
        `An entry above ${this.#name}.maxBytes (${maxBytes} bytes) was refused; nothing else changed.`,
      );
    }
    const evictions: Eviction<M>[] = [];
    if (this.#byId.size === maxEntries) evictions.push(this.#evict('maxEntries'));
    while (this.#bytes + bytes > maxBytes) evictions.push(this.#evict('maxBytes'));
    this.#added++;
    this.#append(entry, bytes);
    // Told last, when the tier is whole again: the callback may use it, or throw.
    for (const eviction of evictions) this.#onEvict?.(eviction);
    return entry;
  }

  get(id: number): StoreEntry<M> | undefined {
    return this.#byId.get(id)?.entry;
  }

  /** Takes one entry out; false when it is not there. */
  delete(id: number): boolean {
    const link = this.#byId.get(id);
    if (link === undefined) return false;
    this.#unlink(link);
    return true;
  }

  /** The newest entries whose text contains `query` in any case (or for which it returns true), newest first. */
  search(query: string | ((entry: StoreEntry<M>) => boolean), limit = 10): StoreEntry<M>[] {
    positiveInteger(limit, 'limit');
    const needle = typeof query === 'string' ? query.toLowerCase() : '';
    const matches =
      typeof query === 'string' ? (entry: StoreEntry<M>) => entry.text.toLowerCase().includes(needle) : query;
    const found: StoreEntry<M>[] = [];
    for (const entry of this.newestFirst()) {
      if (matches(entry)) found.push(entry);
      if (found.length === limit) break;
    }
    return found;
  }

  /** Every entry, newest first. */
  *newestFirst(): IterableIterator<StoreEntry<M>> {
    for (let link = this.#newest; link !== undefined; link = link.older) yield link.entry;
  }

  /** Takes every entry out; `evicted` stays, nothing is reported to `onEvict`. */
  clear(): void {
    this.#byId.clear();
    this.#oldest = this.#newest = undefined;
    this.#bytes = 0;
  }

  /** Clears, and refuses what comes after. */
  close(): void {
    this.clear();
    this.#isClosed = true;
  }

  #append(entry: StoreEntry<M>, bytes: number): void {
    const link: Link<M> = { entry, bytes, older: this.#newest, newer: undefined };
    if (this.#newest === undefined) this.#oldest = link;
    else this.#newest.newer = link;
    this.#newest = link;
    this.#byId.set(entry.id, link);
    this.#bytes += bytes;
  }

  #evict(bound: Eviction['bound']): Eviction<M> {
    const link = this.#oldest!;
    this.#unlink(link);
    this.#evicted++;
    return { tier: this.#name, entry: link.entry, bound };
  }

  #unlink(link: Link<M>): void {
    if (link.older === undefined) this.#oldest = link.newer;
    else link.older.newer = link.newer;
    if (link.newer === undefined) this.#newest = link.older;
    else link.newer.older = link.older;
    this.#byId.delete(link.entry.id);
    this.#bytes -= link.bytes;
  }
}

/** How a `BoundedStore` is bounded, and who hears of evictions. */
export interface BoundedStoreOptions<M = unknown> {
  readonly shortTerm: Bounds;
  readonly longTerm: Bounds;
  /** Called after an entry was pushed out and the new one is in; what it throws reaches the caller of `add`. */
  readonly onEvict?: (eviction: Eviction<M>) => void;
}

/**
 * An agent's memory in the process itself: a short-term and a long-term tier, each with bounds of its own.
 *
 * The constructor throws a `RangeError` when a bound is not a whole number from 1.
 */
export class BoundedStore<M = unknown> {
  readonly shortTerm: StoreTier<M>;
  readonly longTerm: StoreTier<M>;

  constructor({ shortTerm, longTerm, onEvict }: BoundedStoreOptions<M>) {
    this.shortTerm = new StoreTier('shortTerm', shortTerm, onEvict);
    this.longTerm = new StoreTier('longTerm', longTerm, onEvict);
  }

  /** Empties both tiers; they stay usable. */
  clear(): void {
    this.shortTerm.clear();
    this.longTerm.clear();
  }

  /** Empties both tiers for good. Calling it again does nothing. */
  close(): void {
    this.shortTerm.close();
    this.longTerm.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
