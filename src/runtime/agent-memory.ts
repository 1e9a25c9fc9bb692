import { MemprofError } from '../base/errors.ts';
import { positiveInteger, type Usage } from './bounds.ts';
import { EvictionHeap, type Ranked } from './eviction-heap.ts';
import { sizeOf, sizeOfString } from './size-of.ts';

/** What an entry costs beside its key and value: the record, its place in map and heap. */
const ENTRY_BYTES = 120;

/** How an entry is kept. */
export interface RememberOptions {
  /** Less important entries go first; any finite number, 0.5 unless given. */
  readonly importance?: number;
  /** Keep only a `WeakRef` to the value, an object: it goes when nobody else holds it. Its own bytes do not count. */
  readonly isWeak?: boolean;
}

/** How an `AgentMemory` is bounded, and who hears of evictions. */
export interface AgentMemoryOptions {
  /** Most bytes of keys and values together, as `sizeOf` counts them; a whole number from 1. */
  readonly maxBytes: number;
  /** Called after an entry was pushed out and the new one is in. */
  readonly onEvict?: (key: string, value: unknown) => void;
}

interface Entry extends Ranked {
  readonly key: string;
  readonly held: { readonly value: unknown } | WeakRef<object>;
  readonly bytes: number;
}

/**
 * Keyed memory with a limit in bytes: the least important and then the oldest go until the new entry fits.
 *
 * Set and delete are O(log n) and linear in the value's objects, which are weighed when it is set; a value
 * changed later has to be set again. The constructor throws a `RangeError` for a bad limit.
 */
export class AgentMemory {
  readonly maxBytes: number;
  readonly #onEvict: AgentMemoryOptions['onEvict'];
  readonly #byKey = new Map<string, Entry>();
  readonly #byRank = new EvictionHeap<Entry>();
  // Weak values that are gone free their bytes by themselves; entry and registry token are the same object.
  readonly #collected = new FinalizationRegistry<Entry>((entry) => this.#forget(entry));
  #bytes = 0;
  #evicted = 0;
  #sequence = 0;
  #isClosed = false;

  constructor({ maxBytes, onEvict }: AgentMemoryOptions) {
    this.maxBytes = positiveInteger(maxBytes, 'maxBytes');
    this.#onEvict = onEvict;
  }

  get usage(): Usage {
    return { length: this.#byKey.size, bytes: this.#bytes, evicted: this.#evicted };
  }

  /**
   * Remembers `value` under `key`, in place of an older one, as the newest entry.
   *
   * @throws RangeError when the entry alone is above `maxBytes`, or `importance` is not finite: nothing changed.
   * @throws TypeError when a weak value is not an object.
   * @throws MemprofError `BAD_USAGE` after `close()`.
   */
  set(key: string, value: unknown, { importance = 0.5, isWeak = false }: RememberOptions = {}): void {
    if (this.#isClosed) throw new MemprofError('BAD_USAGE', 'The memory is closed.');
    if (!Number.isFinite(importance)) throw new RangeError('importance has to be a finite number.');
    const held = isWeak ? weakly(value) : { value };
    const own = ENTRY_BYTES + sizeOfString(key);
    const bytes = own + (isWeak ? 0 : sizeOf(value, { stopAbove: this.maxBytes }));
    if (bytes > this.maxBytes) {
      throw new RangeError(
        `An entry above maxBytes (${this.maxBytes} bytes) was refused; nothing else changed.`,
      );
    }
    this.delete(key);
    const evicted: Entry[] = [];
    while (this.#bytes + bytes > this.maxBytes) evicted.push(this.#evict());
    const entry: Entry = { key, held, bytes, importance, sequence: this.#sequence++, place: 0 };
    this.#byKey.set(key, entry);
    this.#byRank.push(entry);
    this.#bytes += bytes;
    if (held instanceof WeakRef) this.#collected.register(value as object, entry, entry);
    for (const each of evicted) this.#onEvict?.(each.key, valueOf(each));
  }

  /** The value; undefined when it was never set, was pushed out, or was weak and is gone. */
  get(key: string): unknown {
    const entry = this.#byKey.get(key);
    return entry === undefined ? undefined : valueOf(entry);
  }

  /** False when there was no such entry. */
  delete(key: string): boolean {
    const entry = this.#byKey.get(key);
    if (entry === undefined) return false;
    this.#forget(entry);
    return true;
  }

  /** Keys in the order they were set last. */
  keys(): IterableIterator<string> {
    return this.#byKey.keys();
  }

  clear(): void {
    for (const entry of this.#byKey.values()) this.#collected.unregister(entry);
    this.#byKey.clear();
    this.#byRank.clear();
    this.#bytes = 0;
  }

  /** Clears, and refuses what comes after. */
  close(): void {
    this.clear();
    this.#isClosed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #evict(): Entry {
    const entry = this.#byRank.peek()!;
    this.#forget(entry);
    this.#evicted++;
    return entry;
  }

  #forget(entry: Entry): void {
    // A finalizer may come late, when the key already has a newer entry.
    if (this.#byKey.get(entry.key) !== entry) return;
    this.#byKey.delete(entry.key);
    this.#byRank.remove(entry);
    this.#bytes -= entry.bytes;
    if (entry.held instanceof WeakRef) this.#collected.unregister(entry);
  }
}

function weakly(value: unknown): WeakRef<object> {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') return new WeakRef(value);
  throw new TypeError('A weak entry has to be an object: nothing else can be held weakly.');
}

function valueOf({ held }: Entry): unknown {
  return held instanceof WeakRef ? held.deref() : held.value;
}
