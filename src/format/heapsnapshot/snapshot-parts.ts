import { EdgeColumns, sharedEdgeArrays, type EdgeArrays } from './edge-columns.ts';
import { parseHeader, type SnapshotHeader } from './header.ts';
import { IntegerArray } from './integer-array.ts';
import { JsonValue } from './json-value.ts';
import { NodeColumns, sharedNodeArrays, type NodeArrays } from './node-columns.ts';
import { NumberList } from './number-list.ts';
import type { Place, Section } from './place.ts';
import type { SnapshotTables } from './snapshot-tables.ts';
import { StringArray } from './string-array.ts';
import { toTables } from './to-tables.ts';
import { TraceTreeSection } from './trace-tree.ts';

const KEYS_WITH_FIELDS = new Set([
  'nodes',
  'edges',
  'locations',
  'samples',
  'trace_function_infos',
  'trace_tree',
]);

/** What the values of a snapshot's top-level keys are read into. */
export class SnapshotParts {
  readonly #place: Place;
  readonly #expectedBytes: number;
  readonly #isShared: boolean;
  readonly #keys = new Set<string>();
  #header: SnapshotHeader | undefined;
  #nodes: NodeColumns | undefined;
  #edges: EdgeColumns | undefined;
  #nodeArrays: NodeArrays | undefined;
  #edgeArrays: EdgeArrays | undefined;
  #strings: StringArray | undefined;
  #traceTree: TraceTreeSection | undefined;
  readonly #locations = new NumberList();
  readonly #samples = new NumberList();
  readonly #functions = new NumberList();

  /**
   * @param expectedBytes - Length of the whole text, 0 when it is not known.
   * @param isShared - Whether other threads are to see the tables.
   */
  constructor(place: Place, expectedBytes: number, isShared: boolean) {
    this.#place = place;
    this.#expectedBytes = expectedBytes;
    this.#isShared = isShared;
  }

  /** What the snapshot says about itself; undefined until that was read. */
  get header(): SnapshotHeader | undefined {
    return this.#header;
  }

  get nodes(): NodeColumns | undefined {
    return this.#nodes;
  }

  get edges(): EdgeColumns | undefined {
    return this.#edges;
  }

  /** The columns of `nodes`, where they are shared. */
  get nodeArrays(): NodeArrays | undefined {
    return this.#nodeArrays;
  }

  /** The columns of `edges`, where they are shared. */
  get edgeArrays(): EdgeArrays | undefined {
    return this.#edgeArrays;
  }

  /** What reads the value of `key`, whose colon stands at `position`. @throws MemprofError `BAD_FILE`. */
  sectionFor(key: string, position: number): Section {
    if (this.#keys.has(key)) this.#place.fail(`has "${key}" twice`, position);
    if (key !== 'snapshot' && !this.#header && KEYS_WITH_FIELDS.has(key)) {
      this.#place.fail(`has "${key}" before "snapshot", which says how to read it`, position);
    }
    this.#keys.add(key);
    return this.#newSection(key);
  }

  /** To be told of a section that is complete: the header is needed for what follows it. */
  complete(key: string, section: Section): void {
    if (key === 'snapshot') this.#header = parseHeader((section as JsonValue).parse(), this.#place);
  }

  /** The tables; throws `BAD_FILE` when a part is missing or they do not fit together. */
  toTables(): SnapshotTables {
    const place = this.#place;
    if (!this.#header) return place.fail('has no "snapshot": this is no heap snapshot');
    if (!this.#nodes || !this.#edges || !this.#strings) {
      const missing = ['nodes', 'edges', 'strings'].filter((key) => !this.#keys.has(key));
      return place.fail(`has no ${missing.map((key) => `"${key}"`).join(', ')}`);
    }
    return toTables(place, {
      header: this.#header,
      nodes: this.#nodes,
      edges: this.#edges,
      strings: this.#strings.toTable(),
      locations: this.#locations,
      samples: this.#samples,
      functions: this.#functions,
      isShared: this.#isShared,
      traceTree: this.#traceTree?.toTree(),
    });
  }

  #newSection(key: string): Section {
    const place = this.#place;
    const header = this.#header;
    if (key === 'strings') return (this.#strings = new StringArray(place, this.#isShared));
    if (key === 'snapshot' || !header) return new JsonValue(place, key, key === 'snapshot');
    if (key === 'nodes') {
      const nodes = (this.#nodes = this.#newNodes(header));
      return new IntegerArray(place, key, header.nodeFields.length, (...records) => nodes.take(...records));
    }
    if (key === 'edges') {
      const edges = (this.#edges = this.#newEdges(header));
      return new IntegerArray(place, key, header.edgeFields.length, (...records) => edges.take(...records));
    }
    if (key === 'locations') return this.#listOf(key, header.locationFields.length, this.#locations);
    if (key === 'samples') return this.#listOf(key, header.sampleFields.length, this.#samples);
    if (key === 'trace_function_infos') {
      return this.#listOf(key, header.traceFunctionInfoFields.length, this.#functions);
    }
    if (key === 'trace_tree' && header.traceNodeFields.includes('children')) {
      return (this.#traceTree = new TraceTreeSection(place, header.traceNodeFields));
    }
    return new JsonValue(place, key, false);
  }

  #newNodes(header: SnapshotHeader): NodeColumns {
    const isPlausible = this.#isPlausible(header);
    if (this.#isShared && isPlausible) this.#nodeArrays = sharedNodeArrays(header);
    return new NodeColumns(header, this.#place, isPlausible, this.#nodeArrays);
  }

  #newEdges(header: SnapshotHeader): EdgeColumns {
    const isPlausible = this.#isPlausible(header);
    if (this.#isShared && isPlausible) this.#edgeArrays = sharedEdgeArrays(header);
    return new EdgeColumns(header, this.#place, isPlausible, this.#edgeArrays);
  }

  #listOf(key: string, recordLength: number, list: NumberList): Section {
    if (recordLength === 0) return new JsonValue(this.#place, key, false);
    return new IntegerArray(this.#place, key, recordLength, (block, length, oversized) => {
      const start = list.length;
      list.pushAll(block, length);
      for (const [at, value] of oversized ?? []) list.set(start + at, value);
    });
  }

  /** A number takes two bytes at least: a file shorter than that cannot hold what its header announces. */
  #isPlausible(header: SnapshotHeader): boolean {
    const { nodeCount, edgeCount, nodeFields, edgeFields } = header;
    return 2 * (nodeCount * nodeFields.length + edgeCount * edgeFields.length) <= this.#expectedBytes;
  }
}
