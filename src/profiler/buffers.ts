import type { ProfileMax } from '../base/profile-max.ts';
import { RingBuffer } from '../runtime/ring-buffer.ts';
import { sizeOf } from '../runtime/size-of.ts';
import { BUFFER_NAMES, type BufferName, type RecordsByBuffer } from './records.ts';

/** Who set a buffer's capacity: what `PRAISONAI_PROFILE_MAX` came to, or an option of this profiler. */
export type CapacityFrom = ProfileMax['from'] | 'option';

/** One buffer at this moment. */
export interface BufferReport {
  /** The profiler's name. */
  readonly profiler: string;
  readonly name: BufferName;
  /** Most records it holds. */
  readonly capacity: number;
  readonly length: number;
  /** Records pushed out by newer ones since the last `clear()`. */
  readonly dropped: number;
  /** Bytes its records take, as `sizeOf` counts them, equal strings once: they are literals almost always. */
  readonly bytes: number;
  readonly capacityFrom: CapacityFrom;
}

/** A capacity and who set it. */
export interface Capacity {
  readonly capacity: number;
  readonly from: CapacityFrom;
}

type Rings = { readonly [N in BufferName]: RingBuffer<RecordsByBuffer[N]> };

/** The seven ring buffers of one profiler. */
export class Buffers {
  readonly rings: Rings;
  readonly #from: Map<BufferName, CapacityFrom>;

  constructor(capacityOf: (name: BufferName) => Capacity) {
    const ring = (name: BufferName) => new RingBuffer<never>(capacityOf(name).capacity);
    this.rings = Object.fromEntries(BUFFER_NAMES.map((name) => [name, ring(name)])) as unknown as Rings;
    this.#from = new Map(BUFFER_NAMES.map((name) => [name, capacityOf(name).from]));
  }

  /** Gives the buffers new capacities; the newest records stay. */
  resize(capacityOf: (name: BufferName) => Capacity): void {
    for (const name of BUFFER_NAMES) {
      const { capacity, from } = capacityOf(name);
      this.#from.set(name, from);
      if (capacity !== this.rings[name].capacity) this.rings[name].resize(capacity);
    }
  }

  clear(): void {
    for (const name of BUFFER_NAMES) this.rings[name].clear();
  }

  /** A report on each buffer. Weighs every record: about 1 µs each, so that recording need not. */
  report(profiler: string): BufferReport[] {
    return BUFFER_NAMES.map((name) => {
      const { capacity, length, dropped } = this.rings[name];
      const bytes = length === 0 ? 0 : sizeOf(this.rings[name].toArray(), { equalStringsOnce: true });
      return { profiler, name, capacity, length, dropped, bytes, capacityFrom: this.#from.get(name)! };
    });
  }
}
