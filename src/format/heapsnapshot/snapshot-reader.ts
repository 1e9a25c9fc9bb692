import { EdgeColumns, sharedEdgeArrays, type EdgeArrays } from './edge-columns.ts';
import { parseHeader, type SnapshotHeader } from './header.ts';
import { IntegerArray } from './integer-array.ts';
import { JsonValue } from './json-value.ts';
import { NodeColumns, sharedNodeArrays, type NodeArrays } from './node-columns.ts';
import { NumberList } from './number-list.ts';
import { isSpace, Place, showByte, type Section } from './place.ts';
import type { SnapshotTables } from './snapshot-tables.ts';
import { StringArray } from './string-array.ts';
import { toTables } from './to-tables.ts';
import { TraceTreeSection } from './trace-tree.ts';

/** How a snapshot is read. */
export interface SnapshotReaderOptions {
  /** What messages call the snapshot; "heap snapshot" when nothing is said. */
  readonly sourceName?: string;
  /** Length of the whole text in bytes, where it is known: columns are then made once, at their final length. */
  readonly expectedBytes?: number;
  /** Whether other threads are to see the tables; asks for `expectedBytes`. */
  readonly isShared?: boolean;
}

/** What a reader has made so far. */
export interface SnapshotParts {
  readonly header: SnapshotHeader | undefined;
  readonly nodes: NodeColumns | undefined;
  readonly edges: EdgeColumns | undefined;
  /** The columns of `nodes` and `edges`, where they are shared. */
  readonly nodeArrays: NodeArrays | undefined;
  readonly edgeArrays: EdgeArrays | undefined;
}

const BEFORE_OPEN = 0;
const FIRST_KEY = 1;
const NEXT_KEY = 2;
const IN_KEY = 3;
const BEFORE_COLON = 4;
const IN_VALUE = 5;
const AFTER_VALUE = 6;
const CLOSED = 7;

/** The longest key that means something is 20 characters long. */
const MAX_KEY_LENGTH = 100;

/**
 * Reads a `.heapsnapshot` that arrives in chunks of any size: UTF-8 bytes of the JSON text, cut anywhere.
 *
 * Memory in use follows the bytes seen, whatever the header claims. `push` and `end` throw `BAD_FILE`, with the
 * place and the reason, as soon as the text cannot be a heap snapshot.
 */
export class SnapshotReader {
  readonly #place: Place;
  readonly #expectedBytes: number;
  readonly #isShared: boolean;
  readonly #sections = new Map<string, Section>();
  #current: Section | undefined;
  #state = BEFORE_OPEN;
  #key = '';
  #header: SnapshotHeader | undefined;
  #nodes: NodeColumns | undefined;
  #edges: EdgeColumns | undefined;
  #nodeArrays: NodeArrays | undefined;
  #edgeArrays: EdgeArrays | undefined;
  readonly #locations = new NumberList();
  readonly #samples = new NumberList();
  readonly #functions = new NumberList();

  constructor(options: SnapshotReaderOptions = {}) {
    this.#place = new Place(options.sourceName ?? 'heap snapshot');
    this.#expectedBytes = options.expectedBytes ?? 0;
    this.#isShared = options.isShared ?? false;
  }

  /** What has been read so far that others may want to fill or look at. */
  get parts(): SnapshotParts {
    return {
      header: this.#header,
      nodes: this.#nodes,
      edges: this.#edges,
      nodeArrays: this.#nodeArrays,
      edgeArrays: this.#edgeArrays,
    };
  }

  /** Bytes pushed so far. */
  get byteCount(): number {
    return this.#place.bytesBefore;
  }

  /** Takes the next bytes; nothing of `chunk` is kept, so its buffer may be reused. */
  push(chunk: Uint8Array): void {
    // One hidden class in the hot loops: a Buffer would make every access polymorphic.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let position = 0; position < bytes.length;) {
      position = this.#current
        ? this.#consumeValue(this.#current, bytes, position)
        : this.#consumeByte(bytes[position], position);
    }
    this.#place.bytesBefore += bytes.length;
  }

  /**
   * Leaves out what stands between the brackets of `nodes` or `edges`, whose first was the last byte pushed: somebody
   * else reads it, and puts it into the columns before `end` is called.
   */
  skipRecords(key: 'nodes' | 'edges', byteCount: number): void {
    const section = this.#current;
    if (this.#key !== key || !(section instanceof IntegerArray) || !this.#header)
      return this.#place.fail(`is not at the beginning of "${key}"`, 0);
    section.skipRecords(key === 'nodes' ? this.#header.nodeCount : this.#header.edgeCount);
    this.#place.bytesBefore += byteCount;
  }

  /** The tables, once every byte was pushed; throws `BAD_FILE` when something is missing. */
  end(): SnapshotTables {
    const place = this.#place;
    if (place.bytesBefore === 0) place.fail('is empty');
    if (this.#current) place.fail(this.#describeGap(this.#current), 0);
    if (this.#state !== CLOSED) place.fail('the file ends before the snapshot is closed: it was cut off', 0);
    const strings = this.#sections.get('strings');
    if (!this.#header) return place.fail('has no "snapshot": this is no heap snapshot');
    if (!this.#nodes || !this.#edges || !(strings instanceof StringArray)) {
      const missing = ['nodes', 'edges', 'strings'].filter((key) => !this.#sections.has(key));
      return place.fail(`has no ${missing.map((key) => `"${key}"`).join(', ')}`);
    }
    const tree = this.#sections.get('trace_tree');
    return toTables(place, {
      header: this.#header,
      nodes: this.#nodes,
      edges: this.#edges,
      strings: strings.toTable(),
      locations: this.#locations,
      samples: this.#samples,
      functions: this.#functions,
      isShared: this.#isShared,
      traceTree: tree instanceof TraceTreeSection ? tree.toTree() : undefined,
    });
  }

  #describeGap(section: Section): string {
    const advice = 'The process probably died while writing it; take the snapshot again.';
    const rows = section instanceof IntegerArray ? section.recordCount : -1;
    if (this.#key === 'nodes') return `stops after ${rows} of ${this.#header!.nodeCount} nodes. ${advice}`;
    if (this.#key === 'edges') return `stops after ${rows} of ${this.#header!.edgeCount} edges. ${advice}`;
    return `${section.describeGap()}. ${advice}`;
  }

  #consumeValue(section: Section, bytes: Uint8Array, start: number): number {
    const position = section.consume(bytes, start, bytes.length);
    if (section.isComplete) {
      if (this.#key === 'snapshot') this.#header = parseHeader((section as JsonValue).parse(), this.#place);
      this.#current = undefined;
      this.#state = AFTER_VALUE;
    }
    return position;
  }

  /** Reads what stands between the values: braces, keys, colons and commas. */
  #consumeByte(byte: number, position: number): number {
    if (this.#state === IN_KEY) {
      if (byte === 0x22) this.#state = BEFORE_COLON;
      else this.#key += String.fromCharCode(byte);
      if (this.#key.length > MAX_KEY_LENGTH) this.#place.fail('this is no heap snapshot', position);
      return position + 1;
    }
    if (isSpace(byte)) return position + 1;
    if (byte === 0x7b && this.#state === BEFORE_OPEN) this.#state = FIRST_KEY;
    else if (byte === 0x22 && (this.#state === FIRST_KEY || this.#state === NEXT_KEY)) {
      this.#state = IN_KEY;
      this.#key = '';
    } else if (byte === 0x3a && this.#state === BEFORE_COLON) this.#beginValue(position);
    else if (byte === 0x2c && this.#state === AFTER_VALUE) this.#state = NEXT_KEY;
    else if (byte === 0x7d && (this.#state === AFTER_VALUE || this.#state === FIRST_KEY))
      this.#state = CLOSED;
    else this.#failAt(byte, position);
    return position + 1;
  }

  #failAt(byte: number, position: number): never {
    const after = this.#key ? ` after "${this.#key}"` : '';
    const what = this.#state === BEFORE_OPEN ? 'is no heap snapshot: it starts with' : 'has an unexpected';
    return this.#place.fail(`${what} ${showByte(byte)}${after}`, position);
  }

  #beginValue(position: number): void {
    const key = this.#key;
    if (this.#sections.has(key)) this.#place.fail(`has "${key}" twice`, position);
    if (key !== 'snapshot' && !this.#header && KEYS_WITH_FIELDS.has(key)) {
      this.#place.fail(`has "${key}" before "snapshot", which says how to read it`, position);
    }
    this.#current = this.#sectionFor(key);
    this.#sections.set(key, this.#current);
    this.#state = IN_VALUE;
  }

  #sectionFor(key: string): Section {
    const place = this.#place;
    const header = this.#header;
    if (key === 'strings') return new StringArray(place, this.#isShared);
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
      return new TraceTreeSection(place, header.traceNodeFields);
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

const KEYS_WITH_FIELDS = new Set([
  'nodes',
  'edges',
  'locations',
  'samples',
  'trace_function_infos',
  'trace_tree',
]);
