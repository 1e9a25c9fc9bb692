import type { MomentFigures } from '../../analysis/moments/results.ts';
import type { RunResult } from '../../analysis/results.ts';
import { formatDuration } from '../units.ts';
import { ownerData } from './owner-data.ts';
import { memoryData } from './memory-data.ts';
import { heapEntries } from './heap-entries.ts';
import type { GrowthData, NamedHeap, PageData, WholePage } from './page-data.ts';
import { suspectData } from './suspect-data.ts';

/** What a page says besides what it is about. */
export interface PageOrigin {
  readonly version: string;
  readonly writtenAt: Date;
}

/** The page of a run. */
export function runPage(
  result: RunResult,
  figures: MomentFigures,
  heaps: readonly NamedHeap[],
  { version, writtenAt }: PageOrigin,
): WholePage {
  const { target, notes, buffers, suspects, captureDirectory } = result;
  const data: PageData = {
    kind: 'run',
    title: [target.script, ...target.args].join(' '),
    facts: factsOf(result),
    version,
    writtenAt: writtenAt.toISOString(),
    capture: captureDirectory,
    notes,
    memory: memoryData(result.labels, result.memory),
    places: result.places ?? null,
    growth: growthOfRun(result, figures, heaps),
    suspects: suspects.map(suspectData),
    ...heapEntries(heaps),
    buffers,
    check: null,
  };
  return { data, heaps: heaps.map(({ map }) => map) };
}

function factsOf({ target, labels }: RunResult): string[] {
  const ending =
    target.signal === null ? `exit code ${target.exitCode ?? 'unknown'}` : `killed by ${target.signal}`;
  const last = labels.at(-1);
  return [
    ...(target.node === null ? [] : [`Node ${target.node}`]),
    ending,
    ...(last === undefined ? [] : [`${labels.length} labels in ${formatDuration(last.elapsedMs)}`]),
  ];
}

function growthOfRun(
  { labels, comparisons, allocations }: RunResult,
  figures: MomentFigures,
  heaps: readonly NamedHeap[],
): GrowthData | null {
  const moments = figures.moments.map((label) => labels[label]!.name);
  if (moments.length < 2) return null;
  // The first comparison is what the run is told by: its longest loop, or the whole of it.
  const told = comparisons[0];
  const start = [moments.indexOf(told?.from ?? ''), moments.indexOf(told?.to ?? '')] as const;
  return {
    moments,
    leftOut: labels.length - moments.length,
    start: start[0] < 0 || start[1] < 0 ? [0, moments.length - 1] : start,
    heaps: figures.heaps,
    tables: figures.tables,
    held: figures.held,
    flame: figures.flame,
    owner: ownerData(told?.owners ?? [], heaps),
    samplingIntervalBytes: allocations.intervalBytes,
  };
}
