import { chargeNodes } from '../../allocations/charge.ts';
import type { AllocationProfile } from '../../allocations/profile.ts';
import type { ResolvedFrame, ResolveFrame } from '../../allocations/resolve-frames.ts';
import { cutTree } from './cut-tree.ts';
import type { FlameFrame, FlameTree } from './results.ts';

/** Nodes of a tree, and nodes times moments: each is a figure in the page. */
const MOST_NODES = 8000;
const MOST_FIGURES = 250_000;

/** A thread or process, and for each moment what it had allocated; null where that is not known. */
export interface FlameSource {
  readonly name: string;
  readonly data: readonly ({ readonly allocations: AllocationProfile | null } | null)[];
}

/**
 * Merges the profiles of several moments into one tree; the smallest stacks are folded into one box each. Of several
 * threads and processes, each has a box with its stacks below it.
 */
export function flameTree(
  sources: readonly FlameSource[],
  resolve: ResolveFrame,
  mostNodes = MOST_NODES,
): FlameTree | null {
  const momentCount = sources[0]?.data.length ?? 0;
  if (sources.every(({ data }) => data.every((at) => at === null || at.allocations === null))) return null;
  const tree = new GrowingTree(momentCount);
  for (const { name, data } of sources) {
    const top = sources.length > 1 ? tree.heap(name) : 0;
    for (const [moment, at] of data.entries()) {
      const profile = at?.allocations ?? null;
      if (profile !== null) tree.add(moment, profile, profile.frames.map(resolve), top);
    }
  }
  return cutTree(tree.done(), Math.min(mostNodes, Math.floor(MOST_FIGURES / momentCount)));
}

class GrowingTree {
  readonly #frames: FlameFrame[] = [];
  readonly #frameNumbers = new Map<string, number>();
  readonly #frameOf = [-1];
  readonly #parentOf = [-1];
  readonly #children = [new Map<number, number>()];
  readonly #sizes: (number[] | null)[];
  readonly #apart: number[];

  constructor(momentCount: number) {
    this.#sizes = Array.from({ length: momentCount }, () => null);
    this.#apart = Array.from({ length: momentCount }, () => 0);
  }

  /** The box that the stacks of a thread or process are put below. */
  heap(name: string): number {
    return this.#child(0, { functionName: name, place: '', packageName: null, kind: 'heap' });
  }

  add(moment: number, profile: AllocationProfile, resolved: readonly ResolvedFrame[], top: number): void {
    const { parentOf, frameOf, sizeOf } = profile;
    const charges = chargeNodes(
      profile,
      resolved.map(({ kind }) => kind),
    );
    const sizes = (this.#sizes[moment] ??= []);
    // For each node of the profile, its node in the tree; callers come first.
    const treeNode = new Uint32Array(parentOf.length);
    for (let node = 0; node < parentOf.length; node++) {
      const caller = parentOf[node] < 0 ? top : treeNode[parentOf[node]];
      treeNode[node] = this.#below(caller, top, resolved[frameOf[node]]);
      if (charges[node] < 0) this.#apart[moment] += sizeOf[node];
      else if (sizeOf[node] > 0) sizes[treeNode[node]] = (sizes[treeNode[node]] ?? 0) + sizeOf[node];
    }
  }

  done(): FlameTree {
    const length = this.#frameOf.length;
    return {
      frames: this.#frames,
      frameOf: this.#frameOf,
      parentOf: this.#parentOf,
      sizes: this.#sizes.map((sizes) => sizes && Array.from({ length }, (_, node) => sizes[node] ?? 0)),
      apart: this.#apart.map(Math.round),
    };
  }

  /**
   * The tree's node for a frame. What Node, V8 and loaders do before the program's first line is left out, and so
   * is all but the first of several frames of Node's in a row: the one the program called.
   */
  #below(caller: number, top: number, frame: ResolvedFrame): number {
    const { kind, functionName, file, line, packageName } = frame;
    if (kind === 'user' || kind === 'compiler') {
      const place = line === 0 ? file : `${file}:${line}`;
      return this.#child(caller, { functionName, place, packageName: packageName ?? null, kind: 'user' });
    }
    if (caller === top || (kind !== 'node' && kind !== 'v8')) return caller;
    if (kind === 'node' && this.#frames[this.#frameOf[caller]].kind === 'node') return caller;
    return this.#child(caller, { functionName, place: kind === 'node' ? file : '', packageName: null, kind });
  }

  #child(caller: number, frame: FlameFrame): number {
    const key = JSON.stringify([frame.kind, frame.functionName, frame.place]);
    let number = this.#frameNumbers.get(key);
    if (number === undefined) this.#frameNumbers.set(key, (number = this.#frames.push(frame) - 1));
    let child = this.#children[caller].get(number);
    if (child === undefined) {
      child = this.#frameOf.push(number) - 1;
      this.#parentOf.push(caller);
      this.#children.push(new Map());
      this.#children[caller].set(number, child);
    }
    return child;
  }
}
