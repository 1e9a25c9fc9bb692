import { MemprofError } from '../../base/errors.ts';
import type { ProfileFrame } from './tables.ts';

/** The `trace_*` parts of a heap snapshot that was taken while allocations were tracked, as parsed JSON. */
export interface RawTrace {
  /** `trace_function_infos`: six numbers a function. */
  readonly functionInfos: ArrayLike<number>;
  /** `trace_tree`: `[id, function, count, size, [children …]]`, five entries a node. */
  readonly tree: readonly unknown[];
  /** A string of the snapshot's string table. */
  readonly stringAt: (index: number) => string;
}

/** Where V8 saw allocations while it tracked them, as tables; nodes in depth-first order. */
export interface TraceTables {
  readonly frames: readonly ProfileFrame[];
  /** For each node, its place in `frames`. */
  readonly frameOf: Uint32Array;
  /** For each node, its caller; -1 for the root. */
  readonly parentOf: Int32Array;
  /** For each node, V8's number for it: the `trace_node_id` of the objects allocated there. */
  readonly idOf: Uint32Array;
  /** For each node, bytes allocated there since tracking began, those freed since included. */
  readonly sizeOf: Float64Array;
  /** For each node, objects allocated there since tracking began. */
  readonly countOf: Float64Array;
}

/** Entries of a node in `trace_tree`, and of a function in `trace_function_infos`. */
const NODE_FIELDS = 5;
const FUNCTION_FIELDS = 6;

/**
 * Reads a snapshot's allocation traces. No recursion, so any depth is fine.
 *
 * @throws MemprofError `BAD_FILE` when they are damaged.
 */
export function readTraceTree(trace: RawTrace, name: string): TraceTables {
  const frames = readFunctions(trace);
  const frameOf: number[] = [];
  const parentOf: number[] = [];
  const idOf: number[] = [];
  const sizeOf: number[] = [];
  const countOf: number[] = [];
  const waiting: { list: readonly unknown[]; at: number; parent: number }[] = [
    { list: trace.tree, at: 0, parent: -1 },
  ];
  for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
    if (next.at >= next.list.length) {
      waiting.pop();
      continue;
    }
    const [id, frame, count, size, children] = next.list.slice(next.at, next.at + NODE_FIELDS);
    next.at += NODE_FIELDS;
    const isSound = [id, frame, count, size].every(
      (value) => Number.isInteger(value) && (value as number) >= 0,
    );
    if (!isSound || (frame as number) >= frames.length || !Array.isArray(children)) {
      const message = `\`${name}\` has a damaged allocation trace at node ${idOf.length}. Take the snapshot again.`;
      throw new MemprofError('BAD_FILE', message);
    }
    frameOf.push(frame as number);
    parentOf.push(next.parent);
    idOf.push(id as number);
    countOf.push(count as number);
    sizeOf.push(size as number);
    waiting.push({ list: children, at: 0, parent: idOf.length - 1 });
  }
  return {
    frames,
    frameOf: Uint32Array.from(frameOf),
    parentOf: Int32Array.from(parentOf),
    idOf: Uint32Array.from(idOf),
    sizeOf: Float64Array.from(sizeOf),
    countOf: Float64Array.from(countOf),
  };
}

/** V8 writes lines and columns here from 1, with 0 for unknown. */
function readFunctions({ functionInfos, stringAt }: RawTrace): ProfileFrame[] {
  const frames: ProfileFrame[] = [];
  for (let at = 0; at + FUNCTION_FIELDS <= functionInfos.length; at += FUNCTION_FIELDS) {
    frames.push({
      functionName: stringAt(functionInfos[at + 1]),
      url: stringAt(functionInfos[at + 2]),
      scriptId: String(functionInfos[at + 3]),
      line: functionInfos[at + 4],
      column: functionInfos[at + 5],
    });
  }
  return frames;
}
