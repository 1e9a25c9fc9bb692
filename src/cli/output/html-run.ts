import { type ResolveFrame, createFrameResolver } from '../../allocations/resolve-frames.ts';
import type { LabelData } from '../../analysis/compare-labels.ts';
import { MAIN_PLACE } from '../../analysis/compare-places.ts';
import { placeSource } from '../../analysis/moments/heap-sources.ts';
import { momentFigures } from '../../analysis/moments/moment-figures.ts';
import type { RunResult } from '../../analysis/results.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import { topHolder } from '../../report/top-holder.ts';
import { runPage } from '../../report/html/run-page.ts';
import type { Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { scriptsOfPlace } from '../reading/place-scripts.ts';
import type { ReadPlaces } from '../reading/read-places.ts';
import { mergeHistory, mergeLabel, ownCode, scriptsOf } from './build-result.ts';
import { chooseHeaps } from './choose-heaps.ts';
import { type HtmlOptions, pageOrigin, writePage } from './html-option.ts';
import { readHeapMaps } from './read-heap-maps.ts';

/**
 * Writes the page of a run, if one is wanted; the snapshots people look into are read once more for it.
 *
 * @param places - Worker threads and child processes; null when they were not followed.
 * @throws MemprofError `NOT_FOUND` when a heap is asked for that there is none of; `WRITE_FAILED`.
 */
export async function writeRunPage(
  capture: OpenCapture,
  data: readonly LabelData[],
  result: RunResult,
  options: HtmlOptions,
  io: Io,
  places: ReadPlaces | null,
): Promise<void> {
  if (options.html === undefined) return;
  const { settings, target } = capture.manifest;
  const resolverOf = (scripts: OpenCapture['scripts']): ResolveFrame =>
    createFrameResolver({
      ...scriptsOf({ ...capture, scripts }),
      cwd: target.cwd,
      isOwn: ownCode(settings),
    });
  const resolve = resolverOf(places?.scripts ?? capture.scripts);
  const merged = data.map((label) => mergeLabel(label, capture));
  const histories = (places?.histories ?? []).map((history) => mergeHistory(history, capture));
  const figures = momentFigures(result.labels, merged, resolve, (moments) =>
    histories.map((history) => placeSource(history, moments)),
  );
  const chosen = chooseHeaps(capture, result, options.htmlLabel ?? []).map((choice) => ({
    ...choice,
    askedIds: choice.isStart ? askedIds(result) : [],
    resolve: choice.place === null ? resolve : resolverOf(scriptsOfPlace(capture, choice.place)),
  }));
  const heaps = await readHeapMaps(chosen, wantedConstructors(result), new Progress(io));
  writePage(runPage(result, figures, heaps, pageOrigin(io)), options, io);
}

/** The object that most of the growth is booked on, if it is one of the main program's. */
function askedIds({ comparisons }: RunResult): number[] {
  const owner = topHolder(comparisons[0]?.owners ?? []);
  return owner === null || (owner.place ?? MAIN_PLACE) !== MAIN_PLACE ? [] : [owner.id];
}

const MOST_WANTED = 40;

/** What people are going to ask for: what grew, and what is suspect. */
function wantedConstructors({ comparisons, suspects }: RunResult): Set<string> {
  const grown = (comparisons[0]?.constructor ?? []).slice(0, MOST_WANTED);
  return new Set([...suspects, ...grown].map(({ constructorName }) => constructorName));
}
