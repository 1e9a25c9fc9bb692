import type { SourcePlace, Suspect, SuspectPackage } from '../../analysis/leaks/suspect.ts';
import type { CheckedSuspect } from '../../check/result.ts';
import { adviceFor, reasonInWords, sentenceFor } from '../suspect-words.ts';
import type { SuspectData } from './page-data.ts';

/** Allocation sites of a suspect on the page. */
const MOST_SITES = 5;

/** A suspect of a run in words. */
export function suspectData(suspect: Suspect): SuspectData {
  const { kind, fingerprint, docs, isProven, retainedBytes, perIteration, retainingPath } = suspect;
  const { constructorName, reference } = suspect;
  return {
    kind,
    fingerprint,
    sentence: sentenceFor(suspect),
    advice: adviceFor(suspect),
    docs,
    isProven,
    objectName: retainingPath.find(({ reason }) => reason === 'one-of-many')?.name ?? constructorName,
    constructorName,
    reference: {
      name: reference.name,
      place: reference.isPlaceOfObjects ? null : placeText(reference.location),
    },
    objectPlace: reference.isPlaceOfObjects ? placeText(reference.location) : null,
    where: suspect.place ?? null,
    retainedBytes,
    perIteration,
    steps: retainingPath.map(({ location, reason, ...step }) => ({
      ...step,
      reason: reasonInWords(reason),
      place: placeText(location),
    })),
    packageName: packageText(suspect.package),
    status: null,
    upstream: null,
    allocations: [],
  };
}

/** A suspect of a check in words. */
export function checkedSuspectData(suspect: CheckedSuspect): SuspectData {
  return {
    ...suspectData(suspect),
    status: suspect.status,
    upstream: suspect.upstream,
    allocations: suspect.allocations.slice(0, MOST_SITES).map(({ stack, count, bytes }) => ({
      stack: stack.map(
        ({ functionName, file, line, column }) => `${functionName} (${file}:${line}:${column})`,
      ),
      count,
      bytes,
    })),
  };
}

function placeText(location: SourcePlace | null): string | null {
  return location === null ? null : `${location.file}:${location.line}`;
}

function packageText(blamed: SuspectPackage | null): string | null {
  if (blamed === null) return null;
  return blamed.version === null ? blamed.name : `${blamed.name}@${blamed.version}`;
}
