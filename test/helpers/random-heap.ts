import * as fc from 'fast-check';

const EDGE_TYPES = [
  'property',
  'property',
  'property',
  'element',
  'internal',
  'context',
  'weak',
  'shortcut',
  'hidden',
];
const NODE_TYPES = ['object', 'object', 'object', 'closure', 'native', 'hidden', 'array', 'code', 'string'];

/** A drawn heap, with everything said about each node. */
export type RandomHeapSpec = Readonly<Record<string, RandomNode>>;
interface RandomNode {
  readonly type: string;
  readonly size: number;
  readonly edges: { to: string; type: string; name: string | number }[];
}

/** What random heaps are made of. */
export interface RandomHeapOptions {
  readonly maxNodes?: number;
  /** Every kind of node and edge, or plain objects and properties alone. */
  readonly kinds?: 'all' | 'plain';
}

/** Random heaps: any edges at all, cycles and islands included. */
export function randomHeap({
  maxNodes = 12,
  kinds = 'all',
}: RandomHeapOptions = {}): fc.Arbitrary<RandomHeapSpec> {
  return fc.integer({ min: 1, max: maxNodes }).chain((count) => {
    const edge = fc.record({
      from: fc.nat(count - 1),
      to: fc.nat(count - 1),
      type: kinds === 'all' ? fc.constantFrom(...EDGE_TYPES) : fc.constant('property'),
    });
    const node = fc.record({
      type: kinds === 'all' ? fc.constantFrom(...NODE_TYPES) : fc.constant('object'),
      size: fc.nat(1000),
    });
    const nodes = fc.array(node, { minLength: count, maxLength: count });
    return fc.tuple(nodes, fc.array(edge, { maxLength: count * 3 })).map(([nodeList, edges]) => {
      const spec: Record<string, RandomNode> = {};
      nodeList.forEach(({ type, size }, at) => {
        spec[`n${at}`] = { type: at === 0 ? 'synthetic' : type, size, edges: [] };
      });
      edges.forEach(({ from, to, type }, at) => {
        const name = type === 'element' || type === 'hidden' ? at : `e${at}`;
        spec[`n${from}`]!.edges.push({ to: `n${to}`, type, name });
      });
      return spec;
    });
  });
}
