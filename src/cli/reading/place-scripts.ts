import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AllocationProfile } from '../../allocations/profile.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';

type Script = OpenCapture['scripts'][number];

/** The scripts of a whole program, under numbers that all its threads and processes share. */
export interface PlaceScripts {
  /** The main program's under its own numbers, then those of the others. */
  readonly all: readonly Script[];
  /** A profile of a place with the common numbers in its frames. */
  inCommon(profile: AllocationProfile, placeId: string): AllocationProfile;
}

/** The scripts of one worker or child, under its own numbers; none where they were not kept. */
export function scriptsOfPlace({ directory, manifest }: OpenCapture, place: string): readonly Script[] {
  const file = manifest.places?.find(({ name }) => name === place)?.scripts ?? null;
  return file === null ? [] : readScripts(path.join(directory, file));
}

/** Brings the scripts of all places together. Each thread numbers them anew; the same script counts once. */
export function placeScripts({ directory, manifest, scripts }: OpenCapture): PlaceScripts {
  const all = [...scripts];
  const idOf = new Map(scripts.map((script) => [keyOf(script), script.scriptId]));
  const commonOf = new Map<string, Map<string, string>>();
  for (const { id, scripts: file } of manifest.places ?? []) {
    const common = new Map<string, string>();
    commonOf.set(id, common);
    for (const script of file === null ? [] : readScripts(path.join(directory, file))) {
      const key = keyOf(script);
      let scriptId = idOf.get(key);
      if (scriptId === undefined) {
        scriptId = `${id}:${script.scriptId}`;
        idOf.set(key, scriptId);
        all.push({ ...script, scriptId });
      }
      common.set(script.scriptId, scriptId);
    }
  }
  return {
    all,
    inCommon(profile, placeId) {
      const common = commonOf.get(placeId);
      const frames = profile.frames.map((frame) => {
        // A number of this place must never be taken for the main program's.
        const scriptId = common?.get(frame.scriptId) ?? `${placeId}:${frame.scriptId}`;
        return { ...frame, scriptId };
      });
      return { ...profile, frames };
    },
  };
}

function keyOf({ url, sourceMapURL }: Script): string {
  return `${url}\0${sourceMapURL}`;
}

/** Scripts of a place, one JSON object a line. Lines that are cut off are left out: it may have been killed. */
export function readScripts(file: string): Script[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Script];
      } catch {
        return [];
      }
    });
}
