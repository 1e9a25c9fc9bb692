import { statSync } from 'node:fs';
import path from 'node:path';
import type { LabelData } from '../analysis/compare-labels.ts';
import { evidenceOf } from '../analysis/leaks/evidence.ts';
import { findSuspects } from '../analysis/leaks/find-suspects.ts';
import type { Suspect } from '../analysis/leaks/suspect.ts';
import { MemprofError } from '../base/errors.ts';
import type { OpenCapture } from '../capture/open-capture.ts';
import { readSnapshotTables } from '../format/heapsnapshot/open.ts';
import { HeapGraph } from '../graph/heap-graph.ts';
import { sourceNames } from './source-names.ts';

/** Two points always make a line; three are the fewest that can show a trend. */
const SHORTEST_SERIES = 3;
/** The last snapshot is read once more; above this size that takes longer than people wait for a report. */
const LARGEST_SNAPSHOT_BYTES = 512 * 2 ** 20;
const MOST_SUSPECTS = 5;

/** What may be leaking, by the longest series of labels with snapshots; none when there is no such series. */
export async function findRunSuspects(capture: OpenCapture, data: readonly LabelData[]): Promise<Suspect[]> {
  const { labels, target } = capture.manifest;
  const series = new Map<string, number[]>();
  for (const [i, { givenName, snapshot }] of labels.entries()) {
    if (snapshot === null || data[i]?.census == null) continue;
    series.set(givenName, [...(series.get(givenName) ?? []), i]);
  }
  const longest = [...series.values()].toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined || longest.length < SHORTEST_SERIES) return [];
  const file = path.join(capture.directory, labels[longest.at(-1)!]!.snapshot!);
  try {
    if (statSync(file).size > LARGEST_SNAPSHOT_BYTES) return [];
    const graph = new HeapGraph(await readSnapshotTables(file));
    const evidence = evidenceOf(longest.map((i) => data[i]!.census!));
    return findSuspects(graph, evidence, sourceNames(capture.scripts, target.cwd)).slice(0, MOST_SUSPECTS);
  } catch (error) {
    // The tables stand without it.
    if (error instanceof MemprofError || (error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}
