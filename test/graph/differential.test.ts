import { Readable } from 'node:stream';
import { parse } from 'heap-snapshot-toolkit';
import { expect, test } from 'vitest';
import { Heap } from '../../src/graph/heap.ts';
import { HeapGraph } from '../../src/graph/heap-graph.ts';
import { readText } from '../helpers/heap-builder.ts';
import { recordedNames, recordedText } from '../helpers/recorded.ts';

/** What is used of Chrome DevTools' own code here. */
interface DevTools {
  readonly nodeFieldCount: number;
  readonly dominatorsTree: Uint32Array;
  readonly retainedSizes: Float64Array;
  readonly nodeDistances: Int32Array;
  createNode(index: number): { nodeIndex: number; selfSize(): number; name(): string; className(): string };
  getAggregatesByClassKey(
    sorted: boolean,
    key: string,
  ): Record<string, { name: string; count: number; self: number; maxRet: number }>;
}

// DevTools cannot read the tracked one: Node 26 lists more trace functions than its header announces.
const names = recordedNames.filter((name) => !name.endsWith('tracked'));

test.each(names)('%s: every node is as Chrome DevTools has it', { timeout: 60_000 }, async (name) => {
  const text = recordedText(name);
  const devTools = (await parse(Readable.from([text.toString()]) as never)) as unknown as DevTools;
  const graph = new HeapGraph(readText(text));
  const heap = new Heap(graph);

  expect(differences(graph.dominatorOf, devTools.dominatorsTree)).toEqual([]);
  expect(differences(graph.retainedSize, devTools.retainedSizes)).toEqual([]);
  expect(differences(graph.distance, devTools.nodeDistances)).toEqual([]);
  const node = devTools.createNode(0);
  for (let ordinal = 0; ordinal < graph.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * devTools.nodeFieldCount;
    if (node.selfSize() !== graph.shallowSizeOf(ordinal))
      expect(graph.shallowSizeOf(ordinal)).toBe(node.selfSize());
    if (node.name() !== heap.name(ordinal)) expect(heap.name(ordinal)).toBe(node.name());
    if (node.className() !== heap.constructorName(ordinal))
      expect(heap.constructorName(ordinal)).toBe(node.className());
  }
  const rows = Object.values(devTools.getAggregatesByClassKey(false, 'allObjects'));
  expect(heap.constructors().map(({ name: key, count, shallowSize, retainedSize }) => [key, count, shallowSize, retainedSize].join()).toSorted())
    .toEqual(rows.map((row) => [row.name, row.count, row.self, row.maxRet].join()).toSorted()); // prettier-ignore
});

function differences(ours: ArrayLike<number>, theirs: ArrayLike<number>): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < Math.max(ours.length, theirs.length); node++)
    if (ours[node] !== theirs[node]) nodes.push(node);
  return nodes;
}
