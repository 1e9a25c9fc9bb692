import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import type { AllocationFrame } from './profile.ts';

/** The allocation stacks of a snapshot that was taken while V8 tracked allocations. */
export class TraceStacks {
  readonly #tables: SnapshotTables;
  /** Row of each trace id in the tree. */
  readonly #rowOf = new Map<number, number>();

  constructor(tables: SnapshotTables) {
    this.#tables = tables;
    const ids = tables.traceTree?.id ?? [];
    for (let row = 0; row < ids.length; row++) this.#rowOf.set(ids[row]!, row);
  }

  /** The stack of a trace id, innermost first; empty when V8 did not see the allocation. */
  stackOf(traceNodeId: number): AllocationFrame[] {
    const { traceTree } = this.#tables;
    const frames: AllocationFrame[] = [];
    let row = this.#rowOf.get(traceNodeId);
    if (traceTree === undefined || row === undefined) return frames;
    // The root is its own caller and stands for no function.
    for (; traceTree.parent[row] !== row; row = traceTree.parent[row]!) {
      frames.push(this.#frame(traceTree.functionIndex[row]!));
    }
    return frames;
  }

  #frame(index: number): AllocationFrame {
    const { traceFunctions, strings } = this.#tables;
    const { name, scriptName, scriptId, line, column } = traceFunctions!;
    return {
      functionName: strings.get(name[index]!),
      url: strings.get(scriptName[index]!),
      scriptId: String(scriptId[index]!),
      line: line[index]!,
      column: column[index]!,
    };
  }
}
