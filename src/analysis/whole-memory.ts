import { sumMemory } from '../base/sum-memory.ts';
import type { LabelResult, MemoryResult } from './results.ts';

/** Memory of the whole program at a label: the main program, and its workers and children that were seen there. */
export function wholeMemory({ memory, places = [] }: LabelResult): MemoryResult {
  return sumMemory(memory, places);
}
