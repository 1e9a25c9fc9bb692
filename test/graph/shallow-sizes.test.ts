import { Heap } from '../../src/graph/heap.ts';
import { expect, test } from 'vitest';
import { byName, graphOf, type HeapSpec } from '../helpers/heap-builder.ts';

const shallowSizes = (spec: HeapSpec) => {
  const graph = graphOf(spec);
  return byName(spec, (node) => graph.shallowSizeOf(node));
};

test("an object's elements and stores count as its own, whatever their number", () => {
  // root ─ list ─ elements ─ store
  expect(
    shallowSizes({
      root: [0, 'list'],
      list: [16, 'elements'],
      elements: { type: 'array', size: 100, edges: ['store'] },
      store: { type: 'hidden', size: 1000 },
    }),
  ).toEqual({ root: 0, list: 1116, elements: 0, store: 0 });
});

test('what two objects share is neither one’s, and neither is what hangs off it', () => {
  expect(
    shallowSizes({
      root: [0, 'a', 'b'],
      a: [16, 'shared'],
      b: [16, 'shared'],
      shared: { type: 'array', size: 100, edges: ['below'] },
      below: { type: 'hidden', size: 5 },
    }),
  ).toEqual({ root: 0, a: 16, b: 16, shared: 100, below: 5 });
});

test('weak edges own nothing', () => {
  expect(
    shallowSizes({
      root: [0, 'a', 'b'],
      a: [16, 'store'],
      b: [16, { to: 'store', type: 'weak' }],
      store: { type: 'array', size: 100 },
    }),
  ).toEqual({ root: 0, a: 116, b: 16, store: 0 });
});

test('synthetic roots are given nothing', () => {
  expect(
    shallowSizes({
      root: [0, 'globals', 'a'],
      globals: { type: 'synthetic', edges: ['store'] },
      a: [16],
      store: { type: 'array', size: 100 },
    }),
  ).toEqual({ root: 0, globals: 0, a: 16, store: 100 });
});

test('sizes above 4 GiB add up', () => {
  const size = 2 ** 32 - 8;
  const graph = graphOf({
    root: [0, 'a'],
    a: [16, 'big', 'small'],
    big: { type: 'array', size },
    small: { type: 'array', size: 100 },
  });

  expect(graph.shallowSizeOf(1)).toBe(size + 116);
  expect(graph.retainedSize[0]).toBe(size + 116);
});

test('a size of exactly 4 GiB, whose lowest 32 bits are 0, is a size', () => {
  const heap = new Heap(graphOf({ root: [0, 'big'], big: { name: 'Big', size: 2 ** 32, edges: [] } }));

  expect(heap.retainedSize(heap.root)).toBe(2 ** 32);
  expect(heap.constructors()).toContainEqual(
    expect.objectContaining({ name: 'Big', count: 1, shallowSize: 2 ** 32, retainedSize: 2 ** 32 }),
  );
});
