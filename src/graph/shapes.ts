import { NOT_ESSENTIAL, type NodesAndEdges } from './nodes-and-edges.ts';
import { NameSet } from './name-set.ts';
import { SequenceTable } from './sequence-table.ts';

/** Plain objects, grouped by the names of their properties in order. */
export interface Shapes {
  /** Ordinals of the plain objects. */
  readonly objects: Uint32Array;
  /** For each of `objects`, the number of its shape. */
  readonly shapeOf: Uint32Array;
  /** For each shape, how many objects have it. */
  readonly counts: Uint32Array;
  /** Property names of a shape, in the order of the object's edges. */
  propertiesOf(shape: number): string[];
}

/** Finds the plain objects, those V8 calls `Object`, and their shapes; numbered in the order of the snapshot. */
export function findShapes(graph: NodesAndEdges): Shapes {
  const { firstEdge, edgeType, edgeName, edgeTypes, strings } = graph;
  const objects = findPlainObjects(graph);
  const shapeOf = new Uint32Array(objects.length);
  const table = new SequenceTable();
  let names = new Uint32Array(64);
  for (let at = 0; at < objects.length; at++) {
    const end = firstEdge[objects[at] + 1];
    let length = 0;
    for (let edge = firstEdge[objects[at]]; edge < end; edge++) {
      if ((edgeType[edge] & ~NOT_ESSENTIAL) !== edgeTypes.property) continue;
      if (length === names.length) names = Uint32Array.from({ length: length * 2 }, (_, i) => names[i] ?? 0);
      names[length++] = edgeName[edge];
    }
    shapeOf[at] = table.intern(names, length);
  }
  const counts = new Uint32Array(table.count);
  for (const shape of shapeOf) counts[shape]++;
  const propertiesOf = (shape: number) => Array.from(table.get(shape), (name) => strings.get(name));
  return { objects, shapeOf, counts, propertiesOf };
}

function findPlainObjects({ nodeCount, nodeType, nodeTypes, nodeName, strings }: NodesAndEdges): Uint32Array {
  const plain = new NameSet(strings, 'Object');
  let objects = new Uint32Array(1 << 10);
  let count = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== nodeTypes.object || !plain.has(nodeName[node])) continue;
    if (count === objects.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(objects);
      objects = larger;
    }
    objects[count++] = node;
  }
  return objects.slice(0, count);
}
