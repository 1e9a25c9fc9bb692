import type { LRUCache } from 'lru-cache';
import { positiveInteger } from './bounds.ts';
import { sizeOf } from './size-of.ts';

/** What lru-cache itself needs for an entry: slots in its lists and in its map. */
const ENTRY_BYTES = 64;

/** How a `BoundedCache` is bounded. */
export interface BoundedCacheOptions<K, V> {
  /** Most entries; a whole number from 1. */
  readonly maxEntries: number;
  /** Most bytes of keys and values together; without it only entries are counted, and nothing is weighed. */
  readonly maxBytes?: number;
  /** Milliseconds after which an entry is no longer given out; it counts until it is asked for or pushed out. */
  readonly ttlMs?: number;
  /** Milliseconds, above 0, of a clock that never goes back; the process's own unless given. */
  readonly now?: () => number;
  /** Bytes of one entry, a whole number from 1; `sizeOf` of key and value unless given. */
  readonly weigh?: (value: V, key: K) => number;
  /** Called for an entry pushed out by a bound, or run out of time; not for one replaced or deleted. It must not throw. */
  readonly onEvict?: (key: K, value: V, reason: 'evict' | 'expire') => void;
}

/** What a `BoundedCache` holds, and how well it serves. */
export interface CacheStatistics {
  readonly length: number;
  /** Bytes of all entries as weighed when they were set; 0 without `maxBytes`. */
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  /** Hits among all `get()`: 0 … 1, and 0 before the first. */
  readonly hitRate: number;
  /** Values refused because they alone were above `maxBytes`. */
  readonly refused: number;
}

/**
 * A least-recently-used cache with a bound on entries and one on bytes. Keys set again count once.
 *
 * Built on lru-cache, which is loaded with the first cache, not with this module. The constructor throws a
 * `RangeError` for a bound or a time that is not a whole number from 1.
 */
export class BoundedCache<K extends {}, V extends {}> {
  readonly #entries: LRUCache<K, V>;
  readonly #maxBytes: number | undefined;
  readonly #weigh: (value: V, key: K) => number;
  /** One object for all calls: `set` runs a million times a second. */
  readonly #setOptions: { size: number } = { size: 1 };
  #hits = 0;
  #misses = 0;
  #refused = 0;

  constructor({ maxEntries, maxBytes, ttlMs, now, weigh, onEvict }: BoundedCacheOptions<K, V>) {
    positiveInteger(maxEntries, 'maxEntries');
    if (maxBytes !== undefined) positiveInteger(maxBytes, 'maxBytes');
    if (ttlMs !== undefined) positiveInteger(ttlMs, 'ttlMs');
    this.#maxBytes = maxBytes;
    this.#weigh = weigh ?? ((value, key) => ENTRY_BYTES + sizeOf(key) + sizeOf(value));
    this.#entries = new (loadLruCache())<K, V>({
      max: maxEntries,
      ...(maxBytes !== undefined && { maxSize: maxBytes }),
      ...(ttlMs !== undefined && { ttl: ttlMs }),
      // Asked at every use: lru-cache would hold on to a time for a millisecond of its own clock.
      ...(now !== undefined && { perf: { now }, ttlResolution: 0 }),
      ...(onEvict !== undefined && {
        dispose: (value: V, key: K, reason: string) => {
          if (reason === 'evict' || reason === 'expire') onEvict(key, value, reason);
        },
      }),
    });
  }

  /**
   * Stores `value` as the most recently used; the least recently used go until both bounds hold.
   *
   * @returns false when the value alone is above `maxBytes`: then nothing changed and an older value stays.
   * @throws RangeError when `weigh` gives no whole number from 1.
   */
  set(key: K, value: V): boolean {
    if (this.#maxBytes === undefined) {
      this.#entries.set(key, value);
      return true;
    }
    const bytes = positiveInteger(this.#weigh(value, key), 'the weight of the entry');
    // lru-cache would delete the old value here.
    if (bytes > this.#maxBytes) {
      this.#refused++;
      return false;
    }
    this.#setOptions.size = bytes;
    // lru-cache keeps the old weight when it is given the very object it holds, which may have grown since.
    if (typeof value === 'object' && this.#entries.peek(key) === value) this.#entries.delete(key);
    this.#entries.set(key, value, this.#setOptions);
    return true;
  }

  /** The value, now the most recently used; undefined when it is not there or its time has run out. */
  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  /** Whether `get` would find it; counts neither as hit nor as use. */
  has(key: K): boolean {
    return this.#entries.has(key);
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  /** Takes every entry out; the counters stay. */
  clear(): void {
    this.#entries.clear();
  }

  close(): void {
    this.clear();
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  /** Entries, most recently used first; those whose time has run out are skipped. */
  entries(): IterableIterator<[K, V]> {
    return this.#entries.entries() as IterableIterator<[K, V]>;
  }

  get statistics(): CacheStatistics {
    const asked = this.#hits + this.#misses;
    return {
      length: this.#entries.size,
      bytes: this.#entries.calculatedSize,
      hits: this.#hits,
      misses: this.#misses,
      hitRate: asked === 0 ? 0 : this.#hits / asked,
      refused: this.#refused,
    };
  }
}

function loadLruCache(): typeof LRUCache {
  // require, because a constructor cannot wait for import(), and not at the top, because most programs that
  // import memprof/runtime have no cache.
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return (require('lru-cache') as { LRUCache: typeof LRUCache }).LRUCache;
}
