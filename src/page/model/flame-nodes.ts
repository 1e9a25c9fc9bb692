import type { FlameFrame, FlameTree } from '../../analysis/moments/results.ts';
import type { Pair } from './growth-rows.ts';

/** A box of a flame graph, and what is above it. */
export interface FlameNode {
  readonly frame: FlameFrame;
  /** Bytes of the box itself, what is above it left out. */
  self: number;
  readonly children: FlameNode[];
}

/** What a flame graph is of. */
export interface FlameQuestion {
  readonly pair: Pair;
  /** `grown`: what came between the two moments. `live`: all that is there at the second. */
  readonly mode: 'grown' | 'live';
  /** From what allocates down to who called it. */
  readonly isInverted: boolean;
}

/** A flame graph, and what is not in it. */
export interface Flame {
  readonly root: FlameNode;
  /** Bytes that stacks lost which shrank; they have no box. */
  readonly shrunk: number;
}

const ALL: FlameFrame = { functionName: 'all', place: '', packageName: null, kind: 'other' };

/** Makes the boxes; null when allocations were not followed at these moments. */
export function flameOf(tree: FlameTree, { pair, mode, isInverted }: FlameQuestion): Flame | null {
  const [before, after] = [tree.sizes[pair[0]], tree.sizes[pair[1]]];
  if (after == null || (mode === 'grown' && before == null)) return null;
  const change = after.map((size, node) => (mode === 'live' ? size : size - before![node]!));
  const shrunk = change.reduce((sum, size) => sum - Math.min(0, size), 0);
  const sizes = change.map((size) => Math.max(0, size));
  return { root: isInverted ? inverted(tree, sizes) : upright(tree, sizes), shrunk };
}

function upright({ frames, frameOf, parentOf }: FlameTree, sizes: readonly number[]): FlameNode {
  const nodes = frameOf.map((frame, node): FlameNode => {
    return { frame: frames[frame] ?? ALL, self: sizes[node]!, children: [] };
  });
  for (let node = 1; node < nodes.length; node++) nodes[parentOf[node]!]!.children.push(nodes[node]!);
  return nodes[0]!;
}

function inverted({ frames, frameOf, parentOf }: FlameTree, sizes: readonly number[]): FlameNode {
  const root: FlameNode = { frame: ALL, self: 0, children: [] };
  for (const [node, size] of sizes.entries()) {
    if (size === 0) continue;
    let at = root;
    for (let caller = node; caller > 0; caller = parentOf[caller]!)
      at = childOf(at, frames[frameOf[caller]!]!);
    at.self += size;
  }
  return root;
}

function childOf(node: FlameNode, frame: FlameFrame): FlameNode {
  let child = node.children.find((known) => known.frame === frame);
  if (child === undefined) node.children.push((child = { frame, self: 0, children: [] }));
  return child;
}

/** Whether a box is one that was searched for; case does not matter. */
export function matches({ functionName, place, packageName }: FlameFrame, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return false;
  return `${functionName} ${place} ${packageName ?? ''}`.toLowerCase().includes(wanted);
}
