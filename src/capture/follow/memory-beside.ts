import type { MemoryBeside } from '../../base/sum-memory.ts';
import { toMemoryFigures } from '../labels.ts';
import { MEMORY_CALL } from './agent-call.ts';
import type { Place } from './place.ts';

/** Memory of workers and children between labels: what each told last, for nobody is waited for. */
export class MemoryBesides {
  readonly #asked = new Set<Place>();

  /** Asks all that have answered the last time, and returns what is known. */
  of(places: readonly Place[]): MemoryBeside[] {
    for (const place of places) {
      if (!this.#asked.has(place)) void this.#ask(place);
    }
    return places.flatMap(({ kind, memory }) => (memory === null ? [] : [{ kind, memory }]));
  }

  async #ask(place: Place): Promise<void> {
    this.#asked.add(place);
    try {
      const text = await place.thread?.evaluate(MEMORY_CALL);
      if (typeof text === 'string') place.memory = toMemoryFigures(JSON.parse(text) as NodeJS.MemoryUsage);
    } catch {
      // It is gone, or going.
    } finally {
      this.#asked.delete(place);
    }
  }
}
