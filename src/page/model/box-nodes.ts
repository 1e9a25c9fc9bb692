import type { MapBox } from '../../analysis/heap-map/results.ts';
import { formatCount } from '../../report/units.ts';

/** A box with the boxes in it. */
export interface BoxNode {
  readonly place: number;
  readonly box: MapBox;
  readonly children: BoxNode[];
}

/** What a box is called. */
export function nameOf({ kind, name, count }: MapBox): string {
  switch (kind) {
    case 'heap':
      return 'the whole heap';
    case 'group':
      return count === 1 ? name : `${formatCount(count)} × ${name}`;
    case 'self':
      return 'itself';
    case 'other':
      return `${formatCount(count)} others`;
    default:
      return name;
  }
}

/** The boxes, each with those in it, the largest first. */
export function nest(boxes: readonly MapBox[]): BoxNode[] {
  const nodes = boxes.map((box, place): BoxNode => ({ place, box, children: [] }));
  for (const node of nodes) nodes[node.box.parent]?.children.push(node);
  for (const { children } of nodes) children.sort((a, b) => b.box.size - a.box.size);
  return nodes;
}

/** The boxes around a box, the outermost first. */
export function ancestorsOf(nodes: readonly BoxNode[], { box }: BoxNode): BoxNode[] {
  const above: BoxNode[] = [];
  for (let at = nodes[box.parent]; at !== undefined; at = nodes[at.box.parent]) above.unshift(at);
  return above;
}
