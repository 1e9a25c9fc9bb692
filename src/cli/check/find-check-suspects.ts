import { findSuspects } from '../../analysis/leaks/find-suspects.ts';
import { suspectsOutsideHeap } from '../../analysis/leaks/outside-heap.ts';
import type {
  GrowingConstructor,
  GrowingSeries,
  GrowthEvidence,
  Suspect,
} from '../../analysis/leaks/suspect.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import type { Judgement } from '../../check/judge.ts';
import type { Round } from '../../check/rounds.ts';
import { JUDGED_INTERVALS } from '../../check/series.ts';
import { buildConstructorTable } from '../../graph/constructor-table.ts';
import { kindOf } from '../../graph/count-kinds.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import type { ScriptNames } from '../reading/source-names.ts';
import { alikeOnce } from '../reading/alike-suspects.ts';
import type { RoundTaker } from './round-taker.ts';
import type { StageHeaps } from './stage-heaps.ts';

/**
 * Finds what keeps the objects that came during the judged rounds, in the main program, its worker threads and its
 * child processes. Uses up the taker's last snapshots.
 *
 * @param namesOf - Names places by a list of scripts.
 */
export function findCheckSuspects(
  taker: RoundTaker,
  judgement: Judgement,
  scripts: readonly ScriptRecord[],
  namesOf: (scripts: readonly ScriptRecord[]) => ScriptNames,
): Suspect[] {
  const outside = judgement.outside
    .filter(({ trend }) => trend === 'growing')
    .map(({ series, perIteration }) => ({ series, perIteration }));
  // There was no time for a second snapshot: what is new in the heap is not known.
  if (taker.stages.length < 2) return suspectsOutsideHeap(withoutObjects(taker, outside), []);
  const suspects = findInHeap(taker.stages, taker.main, judgement, outside, namesOf(scripts));
  const found = taker.followed.flatMap(({ name, heaps, scripts: own }) =>
    // One that came while judging has its own start among what is new.
    heaps.stages <= Math.min(JUDGED_INTERVALS, taker.stages.length - 1)
      ? []
      : findInHeap(taker.stages, heaps, judgement, [], namesOf(own)).map((suspect) => ({
          ...suspect,
          place: name,
        })),
  );
  if (found.length === 0) return suspects;
  const inHeap = suspects.filter(({ retainingPath }) => retainingPath.length > 0);
  // What the main program has of a kind that grows may be a trifle beside what a worker has.
  const ofMain = inHeap.map((suspect) => ({ ...suspect, place: 'main' }));
  const others = suspects.filter(({ retainingPath }) => retainingPath.length === 0);
  return [...alikeOnce([...ofMain, ...found]), ...others];
}

function withoutObjects({ rounds }: RoundTaker, outside: readonly GrowingSeries[]): GrowthEvidence {
  const iterations = (rounds.at(-1)?.iterations ?? 0) - (rounds[0]?.iterations ?? 0);
  return { iterations, newIds: new Uint32Array(), growing: [], outside };
}

function findInHeap(
  stages: readonly Round[],
  heaps: StageHeaps,
  judgement: Judgement,
  outside: readonly GrowingSeries[],
  names: ScriptNames,
): Suspect[] {
  const tables = heaps.takeLastTables();
  if (tables === null) return [];
  const stagesBack = Math.min(JUDGED_INTERVALS, stages.length - 1);
  const from = stages.at(-1 - stagesBack)!.iterations;
  const survivors = { newIds: heaps.survivorIds(stagesBack), iterations: stages.at(-2)!.iterations - from };
  const all = { newIds: heaps.newIds(stagesBack), iterations: stages.at(-1)!.iterations - from };
  const graph = new HeapGraph(tables);
  const find = ({ newIds, iterations }: typeof all): Suspect[] => {
    const growing = growingConstructors(graph, newIds, judgement, iterations);
    const suspects = findSuspects(graph, { iterations, newIds, growing, outside }, names);
    return onlyGrowing(suspects, growing);
  };
  const suspects = find(survivors);
  // A store that is replaced whenever it grows is always new.
  const isFound = suspects.some(({ retainingPath }) => retainingPath.length > 0);
  return withoutInspector(isFound ? suspects : find(all)).map((suspect) =>
    withGeneratedFiles(suspect, names),
  );
}

/** What came and stayed, but did not come in every round, such as a buffer that has filled up, is no leak. */
function onlyGrowing(suspects: readonly Suspect[], growing: readonly GrowingConstructor[]): Suspect[] {
  const names = new Set(growing.map(({ constructorName }) => constructorName));
  const isProven = (suspect: Suspect): boolean =>
    suspect.retainingPath.length === 0 || names.has(suspect.constructorName);
  return suspects.some(isProven) ? suspects.filter(isProven) : [...suspects];
}

/** The debugger keeps the source of every live script by a handle of its own: the script itself is the leak. */
function withoutInspector(suspects: readonly Suspect[]): readonly Suspect[] {
  const others = suspects.filter(
    ({ retainingPath: path }) =>
      !(path.length === 2 && path[0].name === '(Global handles)' && path[1].name === '(string)'),
  );
  return others.length > 0 ? others : suspects;
}

/** A package's files are known to its users, and to issues, by what ran, not by what it was compiled from. */
function withGeneratedFiles(suspect: Suspect, names: ScriptNames): Suspect {
  const places = [...suspect.retainingPath, suspect.reference].flatMap(
    ({ location }) => location?.file ?? [],
  );
  const files = [...suspect.files, ...names.generatedFiles([...suspect.files, ...places])];
  return { ...suspect, files };
}

/** New objects of the kinds that grow, by the constructor names of this very graph. */
function growingConstructors(
  graph: HeapGraph,
  newIds: Uint32Array,
  judgement: Judgement,
  iterations: number,
): GrowingConstructor[] {
  const isNew = new Set(newIds);
  const growingKinds = new Set(judgement.growing.map(({ kind }) => kind));
  const table = buildConstructorTable(graph);
  const sums = new Map<string, { count: number; bytes: number }>();
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!isNew.has(graph.nodeId[node]) || !growingKinds.has(kindOf(graph.tables, node))) continue;
    const name = table.names[table.constructorOf[node]];
    let sum = sums.get(name);
    if (!sum) sums.set(name, (sum = { count: 0, bytes: 0 }));
    sum.count++;
    sum.bytes += graph.shallowSizeOf(node);
  }
  return [...sums].map(([constructorName, { count, bytes }]) => ({
    constructorName,
    perIteration: { count: count / iterations, bytes: bytes / iterations },
  }));
}
