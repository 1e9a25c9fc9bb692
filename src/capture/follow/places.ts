import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { byText } from '../../base/order.ts';
import { removeFilesOf, takeRecords } from './look-records.ts';
import type { PlaceRecord } from './place-record.ts';
import { Place } from './place.ts';

const PLACE_ID = /^(?:(child-[^.]+)(?:\.|$))?(?:worker-(\d+))?$/;

/** Where places leave their files, and what they are measured by. */
export interface PlacesOptions {
  readonly folder: string;
  /** When the program's process was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Folders of loaders such as tsx: threads that run their scripts are not the program's. */
  readonly loaderFolders: readonly string[];
}

/** The worker threads and child processes of a program, as they come and go. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #places = new Map<string, Place>();
  /** Number of the next label, or of that being taken. */
  label = 0;
  /** No label comes any more: who goes now has lived to the end of the program. */
  isOver = false;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** Those of a loader included. */
  all(): Place[] {
    return [...this.#places.values()];
  }

  /** All but threads that a loader such as tsx has started for itself. */
  own(): Place[] {
    const { loaderFolders } = this.#options;
    return this.all().filter(({ script }) => !loaderFolders.some((folder) => script.startsWith(folder)));
  }

  /** The place of an id, if it is known. */
  get(id: string): Place | undefined {
    return this.#places.get(id);
  }

  /** The place of an id; a new one has come before the next label. */
  of(id: string, threadId: number | null, parent: Place | null): Place {
    const known = this.#places.get(id);
    if (known) return known;
    const place = new Place(id, this.label, this.#options.startedAt, { threadId, parent });
    this.#places.set(id, place);
    return place;
  }

  /** A place cannot be asked any more. */
  went(place: Place): void {
    this.collect();
    if (this.isOver) place.thread = null;
    else place.goneBefore(this.label);
  }

  /** Takes in what workers and children have taken down by themselves. */
  collect(): void {
    for (const record of takeRecords(this.#options.folder)) {
      const [, childId, threadId] = PLACE_ID.exec(record.place) ?? [];
      const parent = childId !== undefined && threadId !== undefined ? this.of(childId, null, null) : null;
      this.of(record.place, threadId === undefined ? null : Number(threadId), parent).add(record);
    }
  }

  /** The program's own places so far, in order of their ids. */
  records(): PlaceRecord[] {
    this.collect();
    return this.own()
      .toSorted((a, b) => byText(a.id, b.id))
      .map((place) => {
        const scripts = `${place.id}.scripts.ndjson`;
        return place.toRecord(existsSync(path.join(this.#options.folder, scripts)) ? scripts : null);
      });
  }

  /** Removes what is of no use after the recording: reserved names, and files of a loader's threads. */
  tidy(): void {
    const own = new Set(this.own());
    const { folder } = this.#options;
    for (const place of this.all()) {
      rmSync(path.join(folder, `${place.id}.id`), { force: true });
      if (!own.has(place)) removeFilesOf(place.id, folder);
    }
  }
}
