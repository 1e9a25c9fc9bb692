import { type MemoryBeside, sumMemory } from '../base/sum-memory.ts';
import type { MemorySample } from './manifest.ts';
import { Ring } from './ring.ts';

const SHORTEST_INTERVAL_MS = 50;
const LONGEST_INTERVAL_MS = 1000;
/** The interval grows with the run, so that a short run has a curve and a long one few samples. */
const SAMPLES_PER_RUN = 200;

/**
 * Samples the target's memory from outside, between labels, into a ring.
 *
 * One request is under way at a time, so a busy target is asked less often, never twice.
 */
export class MemorySeries {
  readonly ring: Ring<MemorySample>;
  readonly #ask: () => Promise<MemorySample>;
  readonly #beside: () => readonly MemoryBeside[];
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  /**
   * @param capacity - Samples kept.
   * @param ask - Asks the target for its figures; rejects when it is gone.
   * @param beside - Workers and children that are part of each sample.
   */
  constructor(
    capacity: number,
    ask: () => Promise<MemorySample>,
    beside: () => readonly MemoryBeside[] = () => [],
  ) {
    this.ring = new Ring(capacity);
    this.#ask = ask;
    this.#beside = beside;
  }

  start(): void {
    if (this.#timer === null && !this.#isStopped) this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Adds a sample of the target's own, for example from a label. */
  add(sample: MemorySample): void {
    this.ring.add({ ...sample, ...sumMemory(sample, this.#beside()) });
  }

  /** The samples that are kept, in order of time. */
  samples(): MemorySample[] {
    return this.ring.toArray().toSorted((a, b) => a.elapsedMs - b.elapsedMs);
  }

  /** One JSON object a line, in order of time. */
  toNdjson(): string {
    return this.samples()
      .map((sample) => `${JSON.stringify(sample)}\n`)
      .join('');
  }

  #schedule(): void {
    const elapsedMs = performance.now() - this.#startedAt;
    const interval = Math.min(
      LONGEST_INTERVAL_MS,
      Math.max(SHORTEST_INTERVAL_MS, elapsedMs / SAMPLES_PER_RUN),
    );
    this.#timer = setTimeout(() => void this.#sample(), interval);
  }

  async #sample(): Promise<void> {
    try {
      const sample = await this.#ask();
      if (this.#isStopped) return;
      this.add(sample);
      this.#schedule();
    } catch {
      // The target is gone or no longer answers; its labels tell the rest.
      this.stop();
    }
  }
}
