import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { parse } from 'heap-snapshot-toolkit';
import { expect, test } from 'vitest';
import { HeapGraph } from '../../src/graph/heap-graph.ts';
import { displayName } from '../../src/graph/node-names.ts';
import { readText, snapshotText, type HeapSpec } from '../helpers/heap-builder.ts';

/** What is used of Chrome DevTools' own code here. */
interface DevTools {
  readonly nodeFieldCount: number;
  readonly dominatorsTree: Uint32Array;
  readonly retainedSizes: Float64Array;
  readonly nodeDistances: Int32Array;
  createNode(index: number): { nodeIndex: number; selfSize(): number; name(): string };
}

/** Kinds of nodes, and the names that DevTools treats in a way of their own. */
const NODES: readonly (readonly [type: string, name: string])[] = [
  ['object', 'Thing'],
  ['object', 'Thing'],
  ['object', 'Thing'],
  ['closure', 'work'],
  ['array', ''],
  ['array', '(map descriptors)'],
  ['hidden', 'system / Context'],
  ['hidden', 'system / NativeContext'],
  ['native', 'HTMLDivElement'],
  ['native', 'system / ExternalStringData'],
  ['native', 'Node / CleanupQueue'],
  ['code', '(code)'],
  ['string', 'text'],
  ['concatenated string', 'text'],
  ['number', 'heap number'],
  ['synthetic', '(Handle scope)'],
  ['synthetic', '(Global handles)'],
  ['synthetic', '(Document DOM trees)'],
];
const EDGES = [
  'property',
  'property',
  'element',
  'internal',
  'context',
  'hidden',
  'shortcut',
  'weak',
  'pair',
];

/** Heaps of every kind of node and edge: several roots, weak edges, detached elements, WeakMaps, cycles, islands. */
const heaps = fc.integer({ min: 2, max: 24 }).chain((count) => {
  const node = fc.record({
    kind: fc.constantFrom(...NODES),
    size: fc.nat(1000),
    detachedness: fc.constantFrom(0, 0, 1, 2),
  });
  const edge = fc.record({
    // Many from the root: every heap has several ways in.
    from: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(count - 1) }),
    to: fc.integer({ min: 1, max: count - 1 }),
    type: fc.constantFrom(...EDGES),
    key: fc.nat(count - 1),
    name: fc.constantFrom('a', 'sloppy_function_map', '5'),
  });
  const nodes = fc.array(node, { minLength: count, maxLength: count });
  return fc.tuple(nodes, fc.array(edge, { maxLength: count * 3 })).map(([nodeList, edges]): HeapSpec => {
    const id = (at: number) => 2 * at + 1;
    const out = nodeList.map(() => [] as { to: string; type: string; name: string | number }[]);
    edges.forEach(({ from, to, type, key, name }, at) => {
      const target = `n${to}`;
      if (type !== 'pair') {
        const isNumbered = type === 'element' || type === 'hidden';
        out[from]!.push({ to: target, type, name: isNumbered ? at : name });
        return;
      }
      // V8 writes an entry of a WeakMap twice: from the table, and from the key.
      const pair = `${at} / part of key (Thing @${id(key)}) -> value (Thing @${id(to)}) pair in WeakMap (table @${id(from)})`;
      out[from]!.push({ to: target, type: 'internal', name: pair });
      out[key]!.push({ to: target, type: 'internal', name: pair });
    });
    return Object.fromEntries(
      nodeList.map(({ kind: [type, name], size, detachedness }, at) => [
        `n${at}`,
        at === 0
          ? { type: 'synthetic', name: '', id: 1, size: 0, edges: out[0]! }
          : {
              type,
              name,
              id: id(at),
              size,
              detachedness: name.startsWith('HTML') ? detachedness : 0,
              edges: out[at]!,
            },
      ]),
    );
  });
});

test(
  'dominators, sizes and distances of random heaps are as Chrome DevTools has them',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(heaps, async (spec) => {
        const text = snapshotText(spec);
        const devTools = await parse(Readable.from([text]) as never).then(
          (snapshot) => snapshot as unknown as DevTools,
          () => undefined,
        );
        // DevTools gives up where the root refers to one node more often than there are nodes.
        fc.pre(devTools !== undefined);
        const graph = new HeapGraph(readText(Buffer.from(text)));
        const node = devTools!.createNode(0);
        const shallowSizes = Array.from({ length: graph.nodeCount }, (_, at) => {
          node.nodeIndex = at * devTools!.nodeFieldCount;
          return node.selfSize();
        });

        const names = Array.from({ length: graph.nodeCount }, (_, at) => {
          node.nodeIndex = at * devTools!.nodeFieldCount;
          return node.name();
        });

        expect(Array.from(graph.shallowSize)).toEqual(shallowSizes);
        expect(names.map((_, at) => displayName(graph, at))).toEqual(names);
        expect(Array.from(graph.distance)).toEqual(Array.from(devTools!.nodeDistances));
        expect(Array.from(graph.dominatorOf)).toEqual(Array.from(devTools!.dominatorsTree));
        expect(Array.from(graph.retainedSize)).toEqual(Array.from(devTools!.retainedSizes));
      }),
      { numRuns: 400 },
    );
  },
);
