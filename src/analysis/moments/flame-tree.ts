import { chargeNodes } from '../../allocations/charge.ts';
import type { AllocationProfile } from '../../allocations/profile.ts';
import type { ResolvedFrame, ResolveFrame } from '../../allocations/resolve-frames.ts';
import { cutTree } from './cut-tree.ts';
import type { FlameFrame, FlameTree } from './results.ts';

/** Merges the profiles of several moments into one tree; the smallest stacks are folded into one box each. */
export function flameTree(
  profiles: readonly (AllocationProfile | null)[],
  resolve: ResolveFrame,
  mostNodes = 2500,
): FlameTree | null {
  if (profiles.every((profile) => profile === null)) return null;
  const tree = new GrowingTree(profiles.length);
  for (const [moment, profile] of profiles.entries()) {
    if (profile !== null) tree.add(moment, profile, profile.frames.map(resolve));
  }
  return cutTree(tree.done(), mostNodes);
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

  add(moment: number, profile: AllocationProfile, resolved: readonly ResolvedFrame[]): void {
    const { parentOf, frameOf, sizeOf } = profile;
    const charges = chargeNodes(
      profile,
      resolved.map(({ kind }) => kind),
    );
    const sizes: number[] = [];
    this.#sizes[moment] = sizes;
    // For each node of the profile, its node in the tree; callers come first.
    const treeNode = new Uint32Array(parentOf.length);
    for (let node = 0; node < parentOf.length; node++) {
      const caller = parentOf[node] < 0 ? 0 : treeNode[parentOf[node]];
      treeNode[node] = this.#below(caller, resolved[frameOf[node]]);
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
  #below(caller: number, { kind, functionName, file, line, packageName }: ResolvedFrame): number {
    if (kind === 'user' || kind === 'compiler') {
      const place = line === 0 ? file : `${file}:${line}`;
      return this.#child(caller, { functionName, place, packageName: packageName ?? null, kind: 'user' });
    }
    if (caller === 0 || (kind !== 'node' && kind !== 'v8')) return caller;
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
