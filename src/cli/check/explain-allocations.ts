import path from 'node:path';
import {
  type ResolveFrame,
  type ResolvedFrame,
  createFrameResolver,
} from '../../allocations/resolve-frames.ts';
import { type IsSite, mergeSiteFrames } from '../../allocations/line-sites.ts';
import { TraceStacks } from '../../allocations/trace-stacks.ts';
import { isOwnScript } from '../../capture/own-code.ts';
import type { ScriptLines } from '../../capture/manifest.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import type { AllocationPlace, AllocationSite } from '../../check/result.ts';
import type { SnapshotTables } from '../../format/heapsnapshot/snapshot-tables.ts';
import { buildConstructorTable } from '../../graph/constructor-table.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import { exactFinder, siteFinder, withLineMaps } from '../reading/exact-lines.ts';
import { readLines } from '../reading/source-lines.ts';

const MOST_SITES = 3;
const MOST_FRAMES = 12;

/** For each constructor, where its objects that were tracked and are still alive were allocated; the most first. */
export class TrackedAllocations {
  readonly #traces = new Map<string, Map<number, { count: number; bytes: number }>>();
  readonly #stacks: TraceStacks;
  readonly #resolve: ResolveFrame;
  readonly #isSite: IsSite;
  readonly #cwd: string;

  /**
   * @param tables - A snapshot taken while allocations were tracked; it is used up.
   * @param lines - What was rewritten for exact lines.
   */
  constructor(
    tables: SnapshotTables,
    scripts: readonly ScriptRecord[],
    lines: readonly ScriptLines[],
    cwd: string,
  ) {
    this.#stacks = new TraceStacks(tables);
    this.#isSite = siteFinder(lines);
    this.#cwd = cwd;
    this.#resolve = createFrameResolver({
      sourceMaps: new SourceMaps(withLineMaps(scripts, lines)),
      cwd,
      isOwn: isOwnScript,
      isExactLine: exactFinder(lines),
    });
    const { traceNodeId } = tables;
    if (traceNodeId === undefined) return;
    const graph = new HeapGraph(tables);
    const { names, constructorOf } = buildConstructorTable(graph);
    for (let node = 0; node < graph.nodeCount; node++) {
      const trace = traceNodeId[node];
      if (trace !== 0) this.#add(names[constructorOf[node]], trace, graph.shallowSizeOf(node));
    }
  }

  /** The places that made most of a constructor's objects. */
  sitesOf(constructorName: string): AllocationSite[] {
    const sites: AllocationSite[] = [];
    const traces = [...(this.#traces.get(constructorName) ?? [])].toSorted(
      (a, b) => b[1].count - a[1].count || b[1].bytes - a[1].bytes || a[0] - b[0],
    );
    for (const [trace, { count, bytes }] of traces) {
      const stack = this.#stackOf(trace);
      const top = stack[0];
      if (top === undefined) continue;
      const same = sites.findIndex((site) => isSamePlace(site, top));
      if (same < 0) {
        const own = { ...placeOf(top), ...this.#sourceOf(top) };
        sites.push({ ...own, count, bytes, stack: stack.map(placeOf) });
      } else
        sites[same] = { ...sites[same], count: sites[same].count + count, bytes: sites[same].bytes + bytes };
    }
    return sites.toSorted((a, b) => b.count - a.count).slice(0, MOST_SITES);
  }

  #add(constructorName: string, trace: number, bytes: number): void {
    let traces = this.#traces.get(constructorName);
    if (!traces) this.#traces.set(constructorName, (traces = new Map()));
    const known = traces.get(trace);
    if (known) {
      known.count++;
      known.bytes += bytes;
    } else traces.set(trace, { count: 1, bytes });
  }

  #stackOf(trace: number): ResolvedFrame[] {
    return mergeSiteFrames(this.#stacks.stackOf(trace), this.#isSite)
      .map((frame) => this.#resolve(frame))
      .filter(isProgram)
      .slice(0, MOST_FRAMES);
  }

  /** The text of a line, where the line is exact. */
  #sourceOf({ file, line, precision }: ResolvedFrame): { readonly sourceLine?: string } {
    if (precision !== 'line') return {};
    const sourceLine = readLines(path.resolve(this.#cwd, file))[line - 1]?.trim();
    return sourceLine ? { sourceLine } : {};
  }
}

function placeOf({ functionName, file, line, column }: ResolvedFrame): AllocationPlace {
  return { functionName, file, line, column };
}

function isSamePlace(a: AllocationPlace, b: AllocationPlace): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column && a.functionName === b.functionName;
}

function isProgram({ kind }: ResolvedFrame): boolean {
  return kind === 'user';
}
