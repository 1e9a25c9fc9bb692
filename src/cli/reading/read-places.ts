import { readFileSync } from 'node:fs';
import path from 'node:path';
import { profileFromSamples } from '../../allocations/sampled.ts';
import type { AllocationProfile } from '../../allocations/profile.ts';
import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import type { PlaceHistory, PlaceMoment } from '../../analysis/place-history.ts';
import { MemprofError } from '../../base/errors.ts';
import type { PlaceFigures, PlaceRecord } from '../../capture/follow/place-record.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import { parseHeapProfile } from '../../format/heapprofile/read.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { analyzeSnapshot } from './label-analysis.ts';
import { type PlaceScripts, placeScripts } from './place-scripts.ts';
import type { Progress } from '../progress.ts';

/** The worker threads and child processes of a capture, read; and what could not be, in words. */
export interface ReadPlaces {
  readonly histories: readonly PlaceHistory[];
  readonly scripts: OpenCapture['scripts'];
  readonly problems: readonly string[];
}

/** Reads what workers and children left behind, one snapshot after the other; null when none were followed. */
export async function readPlaces(capture: OpenCapture, progress: Progress): Promise<ReadPlaces | null> {
  const { places, labels } = capture.manifest;
  if (places === undefined) return null;
  const scripts = placeScripts(capture);
  const problems: string[] = [];
  const histories: PlaceHistory[] = [];
  const births = new Map<PlaceRecord['kind'], ConstructorCensus>();
  for (const [i, place] of places.entries()) {
    progress.show(`reading ${place.name}`, i / places.length);
    const reader = new MomentReader(capture, place, scripts, problems);
    const start = place.start && (await reader.read(place.start));
    if (start?.data.census) births.set(place.kind, births.get(place.kind) ?? start.data.census);
    const at: (PlaceMoment | null)[] = labels.map(() => null);
    for (const { label, figures } of place.labels) at[label] = await reader.read(figures);
    const marks = [];
    for (const mark of place.marks) {
      marks.push({ ...(await reader.read(mark)), givenName: mark.givenName, name: mark.name });
    }
    const end = place.end?.figures ? await reader.read(place.end.figures) : null;
    histories.push({
      place: place.name,
      start: withBirth(start, births.get(place.kind)),
      at,
      firstLabel: place.firstLabel,
      goneAtLabel: place.goneAtLabel,
      end,
      marks,
    });
  }
  progress.clear();
  return { histories, scripts: scripts.all, problems };
}

/** After the first few, threads take no snapshot at their start; they are all born alike. */
function withBirth(start: PlaceMoment | null, birth: ConstructorCensus | undefined): PlaceMoment | null {
  if (start === null || start.data.census !== null || birth === undefined) return start;
  return { ...start, data: { ...start.data, census: birth } };
}

/** Reads the moments of one place, in order of time, so that plain objects keep their names. */
class MomentReader {
  readonly #capture: OpenCapture;
  readonly #place: PlaceRecord;
  readonly #scripts: PlaceScripts;
  readonly #problems: string[];
  #last: ConstructorCensus | null = null;

  constructor(capture: OpenCapture, place: PlaceRecord, scripts: PlaceScripts, problems: string[]) {
    this.#capture = capture;
    this.#place = place;
    this.#scripts = scripts;
    this.#problems = problems;
  }

  async read({ memory, snapshot, profile }: PlaceFigures): Promise<PlaceMoment> {
    const census = snapshot === null ? null : await this.#census(snapshot);
    if (census !== null) this.#last = census;
    const allocations = profile === null ? null : this.#allocations(profile);
    return { heapUsedBytes: memory.heapUsedBytes, data: { allocations, census } };
  }

  async #census(name: string): Promise<ConstructorCensus | null> {
    try {
      const tables = await readSnapshotTables(path.join(this.#capture.directory, name));
      return analyzeSnapshot(tables, this.#last).census;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #allocations(name: string): AllocationProfile | null {
    try {
      const { samplingIntervalBytes } = this.#capture.manifest.settings;
      const text = readFileSync(path.join(this.#capture.directory, name), 'utf8');
      const profile = profileFromSamples(parseHeapProfile(text, name), samplingIntervalBytes);
      return this.#scripts.inCommon(profile, this.#place.id);
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** A file that is not whole, or was removed, must not cost the rest of the report. */
  #failed(error: unknown): null {
    if (!(error instanceof MemprofError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    this.#problems.push((error as Error).message);
    return null;
  }
}
