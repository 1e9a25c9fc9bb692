import { MemprofError } from '../../base/errors.ts';
import type { HeapProfileTables, ProfileFrame, SampleTables } from './tables.ts';

interface RawNode {
  readonly callFrame?: unknown;
  readonly selfSize?: unknown;
  readonly id?: unknown;
  readonly children?: unknown;
}

/**
 * Reads a sampling heap profile: what `HeapProfiler.getSamplingProfile` answers, and what DevTools and
 * v8-profiler-next save as `.heapprofile`.
 *
 * Takes no recursion, so any depth is fine; memory is that of the parsed JSON and 20 bytes a node.
 *
 * @param json - The parsed file; `{ profile: … }` around it, as the protocol answers, is taken off.
 * @param name - What to call it in messages, usually its path.
 * @throws MemprofError `BAD_FILE` when it is damaged or something else.
 */
export function readHeapProfile(json: unknown, name: string): HeapProfileTables {
  const outer = asObject(json);
  const profile = asObject(outer?.profile) ?? outer;
  const fail: Fail = (what) => {
    throw new MemprofError(
      'BAD_FILE',
      `${quoted(name)} is not a usable heap profile: ${what}. Record it again, or name a .heapprofile file.`,
    );
  };
  const head = asObject(profile?.head);
  if (!profile || !head) return fail('it has no "head"');
  const nodes = new NodeReader(fail);
  nodes.read(head);
  const tables = nodes.tables();
  const hasSizes = tables.sizeOf.some((size) => size > 0);
  return { ...tables, samples: readSamples(profile.samples, nodes.nodeWithId, hasSizes, fail) };
}

/** As `readHeapProfile`, from text. */
export function parseHeapProfile(text: string, name: string): HeapProfileTables {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const message = `${quoted(name)} is not JSON (${text.length} characters read). It was probably cut off while being written; record it again.`;
    throw new MemprofError('BAD_FILE', message, { cause });
  }
  return readHeapProfile(json, name);
}

type Fail = (what: string) => never;

class NodeReader {
  /** For each id V8 gave a node, its place in the tables. */
  readonly nodeWithId = new Map<number, number>();
  readonly #frames: ProfileFrame[] = [];
  readonly #frameWithKey = new Map<string, number>();
  readonly #frameOf: number[] = [];
  readonly #parentOf: number[] = [];
  readonly #sizeOf: number[] = [];
  readonly #fail: Fail;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  tables(): Omit<HeapProfileTables, 'samples'> {
    return {
      frames: this.#frames,
      frameOf: Uint32Array.from(this.#frameOf),
      parentOf: Int32Array.from(this.#parentOf),
      sizeOf: Float64Array.from(this.#sizeOf),
    };
  }

  read(head: RawNode): void {
    const waiting: { raw: RawNode; parent: number }[] = [{ raw: head, parent: -1 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const node = this.#add(next.raw, next.parent);
      const children = next.raw.children ?? [];
      if (!Array.isArray(children)) this.#fail(`node ${node} has no list of children`);
      // Last first, so that the first is taken off next: the tables keep the file's order.
      for (const child of (children as unknown[]).toReversed()) {
        waiting.push({
          raw: asObject(child) ?? this.#fail(`a child of node ${node} is no object`),
          parent: node,
        });
      }
    }
  }

  #add(raw: RawNode, parent: number): number {
    const node = this.#parentOf.length;
    const size = raw.selfSize;
    if (!isSize(size)) return this.#fail(`node ${node} has the size ${JSON.stringify(size)}`);
    this.#frameOf.push(this.#frame(raw, node));
    this.#parentOf.push(parent);
    this.#sizeOf.push(size);
    if (raw.id !== undefined) {
      if (!Number.isSafeInteger(raw.id) || this.nodeWithId.has(raw.id as number)) {
        this.#fail(`node ${node} has the id ${JSON.stringify(raw.id)}, which is no number of its own`);
      }
      this.nodeWithId.set(raw.id as number, node);
    }
    return node;
  }

  #frame(raw: RawNode, node: number): number {
    const { functionName, scriptId, url, lineNumber, columnNumber } =
      asObject(raw.callFrame) ?? this.#fail(`node ${node} has no "callFrame"`);
    if (typeof functionName !== 'string' || typeof url !== 'string') {
      this.#fail(`the call frame of node ${node} has no function name or no URL`);
    }
    // The protocol counts from 0 and writes the script's id as text. v8-profiler-next hands V8's own
    // numbers on: from 1, with 0 for unknown, and the id as a number.
    const first = typeof scriptId === 'number' ? 0 : 1;
    const line = position(lineNumber, first);
    const column = position(columnNumber, first);
    const frame = { functionName, scriptId: String(scriptId ?? 0), url, line, column } as ProfileFrame;
    const key = JSON.stringify([frame.scriptId, line, column, functionName, url]);
    const known = this.#frameWithKey.get(key);
    if (known !== undefined) return known;
    this.#frameWithKey.set(key, this.#frames.length);
    return this.#frames.push(frame) - 1;
  }
}

function readSamples(
  raw: unknown,
  nodeWithId: ReadonlyMap<number, number>,
  hasSizes: boolean,
  fail: Fail,
): SampleTables | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (!Array.isArray(raw)) return fail('its samples are no list');
  const nodeOf: number[] = [];
  const sizeOf: number[] = [];
  const ordinalOf: number[] = [];
  for (const [i, item] of (raw as unknown[]).entries()) {
    const { nodeId, size, ordinal } = asObject(item) ?? fail(`sample ${i} is no object`);
    if (!Number.isSafeInteger(nodeId)) fail(`sample ${i} was taken at node ${JSON.stringify(nodeId)}`);
    if (!isSize(size)) return fail(`sample ${i} has the size ${JSON.stringify(size)}`);
    if (!isSize(ordinal)) return fail(`sample ${i} has the ordinal ${JSON.stringify(ordinal)}`);
    const node = nodeWithId.get(nodeId as number);
    // V8 13 (Node 24) allocates while it writes the nodes (it looks up lines) and samples itself at it:
    // these samples come last and their nodes are not in the file, nor are they of interest.
    if (node === undefined) continue;
    nodeOf.push(node);
    sizeOf.push(size);
    ordinalOf.push(ordinal);
  }
  if (raw.length > 0 && nodeOf.length === 0 && hasSizes)
    fail('none of its samples belongs to one of its nodes');
  return {
    nodeOf: Uint32Array.from(nodeOf),
    sizeOf: Float64Array.from(sizeOf),
    ordinalOf: Float64Array.from(ordinalOf),
  };
}

/** 1-based, or 0 when there is none. */
function position(value: unknown, first: 0 | 1): number {
  return Number.isSafeInteger(value) ? Math.max(0, (value as number) + first) : 0;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function quoted(name: string): string {
  return `\`${name}\``;
}
