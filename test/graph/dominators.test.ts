import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { byName, graphOf, graphOfTables, type HeapSpec } from '../helpers/heap-builder.ts';
import { randomHeap } from '../helpers/random-heap.ts';
import { SlowGraph } from './oracles.ts';

const dominators = (spec: HeapSpec) => {
  const graph = graphOf(spec);
  const names = Object.keys(spec);
  return byName(spec, (node) => names[graph.dominatorOf[node]!]!);
};
const retainedSizes = (spec: HeapSpec) => {
  const graph = graphOf(spec);
  return byName(spec, (node) => graph.retainedSize[node]!);
};

test('an object shared by two owners is retained by what both hang off', () => {
  //  root(1) ─ server(10) ─┬─ cache(100) ─┬─ user(1000)
  //                        └─ log(100) ───┘
  const spec: HeapSpec = {
    root: [1, 'server'],
    server: [10, 'cache', 'log'],
    cache: [100, 'user'],
    log: [100, 'user'],
    user: [1000],
  };

  expect(retainedSizes(spec)).toEqual({ root: 1211, server: 1210, cache: 100, log: 100, user: 1000 });
  expect(dominators(spec)).toMatchObject({ user: 'server', cache: 'server', server: 'root' });
});

test('what only weak edges lead to hangs off the root', () => {
  //  root ─ a ┄weak┄ b ─ c
  const spec: HeapSpec = { root: [0, 'a'], a: [1, { to: 'b', type: 'weak' }], b: [2, 'c'], c: [4] };

  expect(dominators(spec)).toEqual({ root: 'root', a: 'root', b: 'root', c: 'b' });
  expect(retainedSizes(spec)).toEqual({ root: 7, a: 1, b: 6, c: 4 });
});

test('a cycle that nothing refers to hangs off the root, each of its nodes by itself', () => {
  //  root    b ⇄ c ─ d
  const spec: HeapSpec = { root: [0], b: [1, 'c'], c: [2, 'b', 'd'], d: [4] };

  expect(dominators(spec)).toEqual({ root: 'root', b: 'root', c: 'root', d: 'root' });
  expect(retainedSizes(spec)).toEqual({ root: 7, b: 1, c: 2, d: 4 });
});

test('a cycle belongs to the node that leads into it', () => {
  //  root ─ a ─ b ─ c ─ a
  expect(retainedSizes({ root: [0, 'a'], a: [1, 'b'], b: [2, 'c'], c: [4, 'a'] })).toEqual({
    root: 7,
    a: 7,
    b: 6,
    c: 4,
  });
});

test('dominators are the nodes without which a node cannot be reached', () => {
  fc.assert(
    fc.property(randomHeap({ maxNodes: 9 }), (spec) => {
      const graph = graphOf(spec);
      const slow = new SlowGraph(graph);
      expect([...graph.dominatorOf]).toEqual(slow.nodes().map((node) => slow.immediateDominatorOf(node)));
    }),
    { numRuns: 400 },
  );
});

test('a retained size is what cannot be reached once the node is gone', () => {
  fc.assert(
    fc.property(randomHeap({ maxNodes: 9 }), (spec) => {
      const graph = graphOf(spec);
      const slow = new SlowGraph(graph);
      const reachable = slow.reachable();
      for (const node of slow.nodes()) {
        const expected = reachable.has(node) ? slow.retainedSizeOf(node) : graph.shallowSizeOf(node);
        expect(graph.retainedSize[node]).toBe(expected);
      }
    }),
    { numRuns: 400 },
  );
});

test('many nodes hanging off the end of a long list take no quadratic time', { timeout: 20_000 }, () => {
  // root ─ l0 ─ l1 ─ … ─ l(n-1) ─┬─ c0, c1, …      and root ─ every c: each is dominated by the root
  const length = 60_000;
  const nodes: number[] = [];
  const edges: number[] = [];
  const index = (ordinal: number) => ordinal * 5;
  nodes.push(9, 0, 1, 0, 1 + length);
  for (let at = 0; at < length; at++) nodes.push(3, 0, 3 + 2 * at, 8, at === length - 1 ? length : 1);
  for (let at = 0; at < length; at++) nodes.push(3, 0, 3 + 2 * (length + at), 8, 0);
  edges.push(2, 0, index(1));
  for (let at = 0; at < length; at++) edges.push(2, 0, index(1 + length + at));
  for (let at = 1; at < length; at++) edges.push(2, 0, index(1 + at));
  for (let at = 0; at < length; at++) edges.push(2, 0, index(1 + length + at));
  const graph = graphOfTables(nodes, edges);

  const start = performance.now();
  const { dominatorOf } = graph;

  expect(dominatorOf.subarray(1 + length).every((dominator) => dominator === 0)).toBe(true);
  // Step by step this takes 3.6 billion steps, some ten seconds.
  expect(performance.now() - start).toBeLessThan(3000);
});
