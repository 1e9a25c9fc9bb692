import type { Place } from './place.ts';

/** What a snapshot says about itself before its tables: which fields they have, and how many rows. */
export interface SnapshotHeader {
  /** Names of the numbers that make up a node, in order. */
  readonly nodeFields: readonly string[];
  readonly nodeTypes: readonly string[];
  readonly edgeFields: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly traceFunctionInfoFields: readonly string[];
  readonly traceNodeFields: readonly string[];
  readonly sampleFields: readonly string[];
  readonly locationFields: readonly string[];
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly traceFunctionCount: number;
  /** Ordinal of the GC root. */
  readonly rootOrdinal: number;
  /** Bytes outside the JS heap that V8 knows of, from Node 24 on. */
  readonly extraNativeBytes: number;
  /** The header as it was read, for writing it again. */
  readonly raw: Readonly<Record<string, unknown>>;
}

type Json = Record<string, unknown>;

const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count'];
const EDGE_FIELDS = ['type', 'name_or_index', 'to_node'];
/** Tables are indexed by 32 bits; a heap with more edges would have a snapshot of over 60 GB. */
const MAX_COUNT = 2 ** 31;

/** Checks the value of the key `snapshot`; throws `BAD_FILE` through `place` where it does not fit. */
export function parseHeader(value: unknown, place: Place): SnapshotHeader {
  if (!isObject(value) || !isObject(value['meta']))
    return place.fail('"snapshot" has no "meta": this is no heap snapshot', 0);
  const meta = value['meta'];
  const fields = (key: string, required: readonly string[]): string[] => {
    const list = meta[key] ?? [];
    if (!isStringList(list) || list.length > 64) return place.fail(`"${key}" is not a list of names`, 0);
    const missing = required.filter((name) => !list.includes(name));
    if (missing.length > 0) place.fail(`"${key}" lacks ${missing.join(', ')}`, 0);
    return list;
  };
  const types = (key: string, fieldList: readonly string[]): string[] => {
    const all = meta[key];
    const list = Array.isArray(all) ? (all[fieldList.indexOf('type')] as unknown) : undefined;
    if (!isStringList(list)) return place.fail(`"${key}" does not list the types`, 0);
    return list;
  };
  const count = (key: string, fallback?: number): number => {
    const number = value[key] ?? fallback;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > MAX_COUNT) {
      return place.fail(`"${key}" is ${JSON.stringify(number)}, not a count`, 0);
    }
    return number;
  };

  const nodeFields = fields('node_fields', NODE_FIELDS);
  const edgeFields = fields('edge_fields', EDGE_FIELDS);
  const nodeCount = count('node_count');
  const rootOrdinal = count('root_index', 0) / nodeFields.length;
  if (nodeCount === 0) place.fail('the snapshot has no nodes', 0);
  if (!Number.isInteger(rootOrdinal) || rootOrdinal >= nodeCount)
    place.fail('"root_index" is not the index of a node', 0);
  const extra = value['extra_native_bytes'];
  return {
    nodeFields,
    nodeTypes: types('node_types', nodeFields),
    edgeFields,
    edgeTypes: types('edge_types', edgeFields),
    traceFunctionInfoFields: fields('trace_function_info_fields', []),
    traceNodeFields: fields('trace_node_fields', []),
    sampleFields: fields('sample_fields', []),
    locationFields: fields('location_fields', []),
    nodeCount,
    edgeCount: count('edge_count'),
    traceFunctionCount: count('trace_function_count', 0),
    rootOrdinal,
    extraNativeBytes: typeof extra === 'number' && extra >= 0 ? extra : 0,
    raw: value,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
