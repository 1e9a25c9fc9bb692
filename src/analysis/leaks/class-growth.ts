import type { ConstructorTable } from '../../graph/constructor-table.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { PathGroup } from './path-groups.ts';
import type { GrowingConstructor, GrowthEvidence } from './suspect.ts';

/** What takes this part of its class's growth is where the class grows. */
const MOST_OF = 0.5;

interface Amounts {
  count: number;
  bytes: number;
}

/**
 * How much each class has grown over a series of snapshots, to tell a collection whose objects are made anew each time,
 * and more of them, from one that is merely made anew.
 */
export class ClassGrowth {
  readonly #graph: HeapGraph;
  readonly #names: readonly string[];
  readonly #growing: ReadonlyMap<string, GrowingConstructor>;
  readonly #cameByName = new Map<string, Amounts>();
  readonly #iterations: number;

  /** @param isNew - For each node ordinal, 1 when it came since the first snapshot. */
  constructor(
    graph: HeapGraph,
    { growing, iterations }: GrowthEvidence,
    isNew: Uint8Array,
    { constructorOf, names }: ConstructorTable,
  ) {
    this.#graph = graph;
    this.#names = names;
    this.#iterations = iterations;
    this.#growing = new Map(growing.map((one) => [one.constructorName, one]));
    const counts = new Float64Array(names.length);
    const bytes = new Float64Array(names.length);
    for (let node = 0; node < graph.nodeCount; node++) {
      if (isNew[node] === 0) continue;
      counts[constructorOf[node]]++;
      bytes[constructorOf[node]] += graph.shallowSizeOf(node);
    }
    names.forEach((name, at) => add(this.#cameByName, name, counts[at], bytes[at]));
  }

  /** Whether some class grows by what is new in these groups: most of its growth, and more than went of it elsewhere. */
  isWithin(groups: readonly PathGroup[]): boolean {
    const here = new Map<string, Amounts>();
    for (const { constructorIndex, newCount, newMembers } of groups) {
      // Only the first few members are remembered.
      const bytes = newMembers.reduce((sum, node) => sum + this.#graph.shallowSizeOf(node), 0);
      add(here, this.#names[constructorIndex], newCount, (bytes * newCount) / Math.max(1, newMembers.length));
    }
    return [...here].some(([name, amounts]) => this.#grows(name, amounts));
  }

  #grows(name: string, here: Amounts): boolean {
    const growing = this.#growing.get(name);
    const came = this.#cameByName.get(name);
    if (growing === undefined || came === undefined) return false;
    return (['count', 'bytes'] as const).some((key) => {
      const grown = growing.perIteration[key] * this.#iterations;
      const gone = came[key] - grown;
      return grown > 0 && here[key] >= grown * MOST_OF && here[key] > gone;
    });
  }
}

function add(sums: Map<string, Amounts>, name: string, count: number, bytes: number): void {
  const sum = sums.get(name) ?? { count: 0, bytes: 0 };
  sums.set(name, { count: sum.count + count, bytes: sum.bytes + bytes });
}
