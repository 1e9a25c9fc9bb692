import { statSync } from 'node:fs';
import path from 'node:path';
import type { LabelData } from '../../analysis/compare-labels.ts';
import { MAIN_PLACE } from '../../analysis/compare-places.ts';
import { type ConstructorCensus, hasObjects } from '../../analysis/constructor-census.ts';
import { evidenceOf } from '../../analysis/leaks/evidence.ts';
import { findSuspects } from '../../analysis/leaks/find-suspects.ts';
import type { Suspect } from '../../analysis/leaks/suspect.ts';
import { MemprofError } from '../../base/errors.ts';
import { AGENT_FOLDER } from '../../capture/launch.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import { alikeOnce } from './alike-suspects.ts';
import { readScripts } from './place-scripts.ts';
import type { ReadPlaces } from './read-places.ts';
import { sourceNames } from './source-names.ts';

/** Two points always make a line; three are the fewest that can show a trend. */
const SHORTEST_SERIES = 3;
/** The last snapshot is read once more; above this size that takes longer than people wait for a report. */
const LARGEST_SNAPSHOT_BYTES = 512 * 2 ** 20;
const MOST_SUSPECTS = 5;
const PROFILER_FOLDER = path.join(AGENT_FOLDER, '../profiler') + path.sep;

/** One heap through the labels of a capture. */
interface HeapSeries {
  /** For people; null for the main program where nobody else is followed. */
  readonly place: string | null;
  readonly scripts: readonly ScriptRecord[];
  readonly moments: readonly HeapMoment[];
}

interface HeapMoment {
  readonly givenName: string;
  /** File name in the capture directory. */
  readonly snapshot: string;
  readonly census: ConstructorCensus;
}

/**
 * What may be leaking, by the longest series of labels with snapshots; none when there is no such series.
 *
 * @param places - Worker threads and child processes; null when they were not followed.
 */
export async function findRunSuspects(
  capture: OpenCapture,
  data: readonly LabelData[],
  places: ReadPlaces | null,
): Promise<Suspect[]> {
  const all = [mainSeries(capture, data, places !== null), ...placeSeries(capture, places)];
  const found: Suspect[] = [];
  // One after the other: two open graphs would double the peak.
  for (const series of all) found.push(...(await findInSeries(capture, series)));
  if (places === null) return found.slice(0, MOST_SUSPECTS);
  return alikeOnce(found).slice(0, MOST_SUSPECTS);
}

function mainSeries(
  { manifest, scripts }: OpenCapture,
  data: readonly LabelData[],
  isOneOf: boolean,
): HeapSeries {
  const moments = manifest.labels.flatMap(({ givenName, snapshot }, i) => {
    const census = data[i]?.census ?? null;
    return snapshot === null || census === null ? [] : [{ givenName, snapshot, census }];
  });
  return { place: isOneOf ? MAIN_PLACE : null, scripts, moments };
}

function placeSeries({ manifest, directory }: OpenCapture, places: ReadPlaces | null): HeapSeries[] {
  return (manifest.places ?? []).flatMap((record, i) => {
    const history = places?.histories[i];
    if (history === undefined) return [];
    const seen = record.labels.map(({ label, figures }) => ({
      givenName: manifest.labels[label]?.givenName ?? '',
      snapshot: figures.snapshot,
      census: history.at[label]?.data.census ?? null,
    }));
    const marked = record.marks.map(({ givenName, snapshot }, mark) => ({
      givenName,
      snapshot,
      census: history.marks[mark]?.data.census ?? null,
    }));
    // A place's own marks are told apart from the program's labels of the same name.
    const own = marked.map((mark) => ({ ...mark, givenName: `${record.name}: ${mark.givenName}` }));
    const moments = [...seen, ...own].flatMap(({ givenName, snapshot, census }) =>
      snapshot === null || census === null ? [] : [{ givenName, snapshot, census }],
    );
    const scripts = record.scripts === null ? [] : readScripts(path.join(directory, record.scripts));
    return [{ place: record.name, scripts, moments }];
  });
}

/** The buffers of `memprof/profiler` fill to their bound, and are reported by themselves. */
function isOwn({ reference }: Suspect, cwd: string): boolean {
  return (
    reference.location !== null && path.resolve(cwd, reference.location.file).startsWith(PROFILER_FOLDER)
  );
}

async function findInSeries(
  capture: OpenCapture,
  { place, scripts, moments }: HeapSeries,
): Promise<Suspect[]> {
  const series = new Map<string, HeapMoment[]>();
  for (const moment of moments)
    series.set(moment.givenName, [...(series.get(moment.givenName) ?? []), moment]);
  const longest = [...series.values()]
    .map((all) => all.slice(all.findIndex(({ census }) => hasObjects(census))))
    .toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined || longest.length < SHORTEST_SERIES) return [];
  const file = path.join(capture.directory, longest.at(-1)!.snapshot);
  try {
    if (statSync(file).size > LARGEST_SNAPSHOT_BYTES) return [];
    const graph = new HeapGraph(await readSnapshotTables(file));
    const evidence = evidenceOf(longest.map(({ census }) => census));
    const { cwd } = capture.manifest.target;
    const suspects = findSuspects(graph, evidence, sourceNames(scripts, cwd)).filter(
      (suspect) => !isOwn(suspect, cwd),
    );
    return place === null ? suspects : suspects.map((suspect) => ({ ...suspect, place }));
  } catch (error) {
    // The tables stand without it.
    if (error instanceof MemprofError || (error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}
