import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetainingPaths } from '../../src/graph/retaining-paths.ts';
import { byName, graphOf, type HeapSpec } from '../helpers/heap-builder.ts';
import { randomHeap, type RandomHeapSpec } from '../helpers/random-heap.ts';

function path(spec: HeapSpec, node: string, ignored: readonly string[] = []): string | undefined {
  const graph = graphOf(spec);
  const names = Object.keys(spec);
  const paths = new RetainingPaths(
    graph,
    ignored.map((name) => names.indexOf(name)),
  );
  return paths
    .pathTo(names.indexOf(node))
    ?.map(({ to }) => names[to])
    .join(' ');
}

//  root ─┬─ app ─ store ─ map ─ item
//        ├─ cache ─ item
//        └─ queue ┄weak┄ item
const shop: HeapSpec = {
  root: [0, 'app', 'cache', 'queue'],
  app: [1, 'store'],
  store: [1, 'map'],
  map: [1, 'item'],
  cache: [1, 'item'],
  queue: [1, { to: 'item', type: 'weak' }],
  item: [1],
};

test('the shortest path avoids weak edges', () => {
  expect(path(shop, 'item')).toBe('cache item');
});

test('an ignored retainer shows the next path, and none when there is none', () => {
  expect(path(shop, 'item', ['cache'])).toBe('app store map item');
  expect(path(shop, 'item', ['cache', 'store'])).toBeUndefined();
  expect(path(shop, 'root')).toBe('');
});

test("a longer path from a global object goes before one from V8's roots", () => {
  const spec: HeapSpec = {
    root: [0, 'handles', { to: 'global', type: 'shortcut' }],
    handles: { type: 'synthetic', edges: ['item'] },
    global: [1, 'a'],
    a: [1, 'b'],
    b: [1, 'item'],
    item: [1],
  };

  expect(path(spec, 'item')).toBe('global a b item');
});

test("Node's clean-up queue is named only when nothing else keeps an object", () => {
  const spec: HeapSpec = {
    root: [0, 'queue', 'a'],
    queue: { name: 'Node / CleanupQueue', type: 'native', edges: ['item', 'alone'] },
    a: [1, 'b'],
    b: [1, 'item'],
    item: [1],
    alone: [1],
  };

  expect(path(spec, 'item')).toBe('a b item');
  expect(path(spec, 'alone')).toBe('queue alone');
});

test('distances count edges from the program’s own roots, and system roots are far away', () => {
  const spec: HeapSpec = {
    root: [0, 'handles', { to: 'global', type: 'shortcut' }],
    handles: { type: 'synthetic', edges: ['internal', 'a'] },
    global: [1, 'a'],
    a: [1],
    internal: [1],
    lost: [1],
  };
  const graph = graphOf(spec);

  expect(byName(spec, (node) => graph.distance[node]!)).toEqual({
    root: 100_000_000,
    handles: 100_000_001,
    global: 1,
    a: 2,
    internal: 100_000_002,
    lost: -5,
  });
});

test('every path is a chain of edges from the root, as long as the distance says', () => {
  fc.assert(
    fc.property(randomHeap().map(withoutWeakRoots), (spec) => {
      const graph = graphOf(spec);
      for (let node = 1; node < graph.nodeCount; node++) {
        const steps = graph.retainingPaths.pathTo(node);
        const distance = graph.distance[node]!;
        expect(steps === undefined).toBe(distance === -5);
        if (!steps) continue;
        expect(steps.length).toBe(distance >= 100_000_000 ? distance - 100_000_000 : distance);
        steps.forEach(({ from, edge, to }, at) => {
          expect(from).toBe(at === 0 ? 0 : steps[at - 1]!.to);
          expect(edge >= graph.firstEdge[from]! && edge < graph.firstEdge[from + 1]!).toBe(true);
          expect(graph.edgeTarget[edge]).toBe(to);
          expect(graph.edgeTypeOf(edge)).not.toBe('weak');
        });
        expect(steps.at(-1)!.to).toBe(node);
      }
    }),
    { numRuns: 300 },
  );
});

/** DevTools counts distances from weak edges of the root as well, which no path goes along. */
function withoutWeakRoots({ n0, ...others }: RandomHeapSpec): RandomHeapSpec {
  return { n0: { ...n0!, edges: n0!.edges.filter(({ type }) => type !== 'weak') }, ...others };
}

test('retainers are the edges, backwards', () => {
  fc.assert(
    fc.property(randomHeap(), (spec) => {
      const graph = graphOf(spec);
      const seen: number[] = [];
      for (let node = 0; node < graph.nodeCount; node++) {
        for (const edge of graph.retainers.edgesTo(node)) {
          const source = graph.retainers.sourceOf(edge);
          expect(graph.edgeTarget[edge]).toBe(node);
          expect(edge >= graph.firstEdge[source]! && edge < graph.firstEdge[source + 1]!).toBe(true);
          seen.push(edge);
        }
      }
      expect(seen.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: graph.edgeCount }, (_, edge) => edge),
      );
    }),
    { numRuns: 100 },
  );
});
