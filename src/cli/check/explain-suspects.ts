import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GrowingSeries, Suspect } from '../../analysis/leaks/suspect.ts';
import type { CheckSession } from '../../capture/check-session.ts';
import { loaderFor } from '../../capture/typescript.ts';
import type { CheckedSuspect } from '../../check/result.ts';
import type { CheckDriver } from './check-driver.ts';
import { type CheckSubject, startSession } from './check-subject.ts';
import { TrackedHeaps } from './tracked-heaps.ts';
import { type LinesRun, NO_LINES, prepareLines } from '../lines-option.ts';
import { runToLabel } from './label-rounds.ts';
import { ModuleDriver } from './module-driver.ts';
import { ServerDriver } from './server-driver.ts';
import { TimeLimit } from './time-limit.ts';

/**
 * Iterations while allocations are tracked, some ten times slower. Tracked from the first on: of code that V8 has
 * compiled before, it sees hardly an allocation (4 of 200).
 */
const ITERATIONS = 250;
const ITERATING_MS = 2000;
const PATIENCE_MS = 15_000;
const LEAST_PATIENCE_MS = 1000;
/** Labels of the run that explains: the program's start, then two turns. */
const LABELS = 3;

/** Suspects with where they were made, and what there is to say of it. */
export interface Explained {
  readonly suspects: readonly Omit<CheckedSuspect, 'status' | 'upstream'>[];
  readonly notes: readonly string[];
}

/**
 * Says of each suspect where its objects were made, by a short run of a fresh process that tracks every allocation.
 *
 * @param leftMs - With less time the run is shorter; with hardly any it is left out, and a note says so.
 */
export async function explainSuspects(
  subject: CheckSubject,
  suspects: readonly Suspect[],
  leftMs: number,
): Promise<Explained> {
  const heaviest = suspects.find(isTracked);
  const deadline = performance.now() + leftMs;
  const follow = suspects.some(isElsewhere) ? (subject.follow ?? []) : [];
  const followed = { ...subject, follow };
  const top = heaviest === undefined ? '' : trackedName(heaviest);
  let tracked: TrackedHeaps | null = null;
  if (heaviest !== undefined) {
    const msLeft = (): number => deadline - performance.now();
    // On a busy machine a try can come to nothing; what cannot be rewritten is explained as it is.
    tracked = (await trackLines(followed, msLeft())) ?? (await trackLines(followed, msLeft()));
    if (tracked === null || tracked.sitesOf(top, isElsewhere(heaviest)).length === 0)
      tracked = (await trackAsWritten(followed, msLeft())) ?? tracked;
  }
  const isUnknown = heaviest !== undefined && tracked === null;
  return {
    suspects: suspects.map((suspect) => ({
      ...suspect,
      allocations:
        (isTracked(suspect) ? tracked?.sitesOf(trackedName(suspect), isElsewhere(suspect)) : null) ?? [],
    })),
    notes: isUnknown && deadline - performance.now() < LEAST_PATIENCE_MS ? [NO_TIME] : [],
  };
}

const NO_TIME =
  'Where it was made is not told: there was no time left for the run that finds it. Give more by --max-time.';

/** The agent's class that stands for a file descriptor as long as it is open. */
const OPEN_DESCRIPTOR = 'MemprofOpenDescriptor';
const DESCRIPTORS: GrowingSeries['series'] = 'fileDescriptors';

/** Whether V8 can follow what a suspect gains: what grows in place was made before. */
function isTracked({ retainingPath, constructorName, perIteration }: Suspect): boolean {
  return perIteration.count > 0 && (retainingPath.length > 0 || constructorName === DESCRIPTORS);
}

/** Whether it is in the heap of a worker thread or child process. */
function isElsewhere({ place }: Suspect): boolean {
  return place !== undefined && place !== 'main';
}

function trackedName({ constructorName }: Suspect): string {
  return constructorName === DESCRIPTORS ? OPEN_DESCRIPTOR : constructorName;
}

/** Tracks with exact lines. */
async function trackLines(subject: CheckSubject, leftMs: number): Promise<TrackedHeaps | null> {
  const cache = temporaryFolder();
  if (cache === null) return null;
  const lines = prepareLines('user', cache, loaderFor(subject.file));
  try {
    return await track(subject, lines, leftMs);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** @returns null when none can be made; the run that explains can do without. */
function temporaryFolder(): string | null {
  try {
    return mkdtempSync(path.join(tmpdir(), 'memprof-check-'));
  } catch {
    return null;
  }
}

async function trackAsWritten(subject: CheckSubject, leftMs: number): Promise<TrackedHeaps | null> {
  return track(subject, NO_LINES, leftMs);
}

async function track(subject: CheckSubject, lines: LinesRun, leftMs: number): Promise<TrackedHeaps | null> {
  const patienceMs = Math.min(PATIENCE_MS, leftMs);
  if (patienceMs < LEAST_PATIENCE_MS) return null;
  const session = startSession(subject, 'explaining', lines);
  // Whatever goes wrong: the end of the program ends all that waits for it.
  const timer = setTimeout(() => session.kill(), patienceMs);
  try {
    const hasRun = await trackWork(session, subject, patienceMs);
    if (!hasRun) return null;
    return await TrackedHeaps.of(session, lines, subject.cwd);
  } catch {
    // The verdict stands without it: a program that cannot be run a second time is not at fault.
    return null;
  } finally {
    clearTimeout(timer);
    session.kill();
    // Removes what was written for this run.
    lines.collect();
  }
}

async function trackWork(
  session: CheckSession,
  { work }: CheckSubject,
  patienceMs: number,
): Promise<boolean> {
  if (work.kind === 'label') {
    if (!(await runToLabel(session, work.label, 1))) return false;
    await session.trackAllocations();
    await session.resume();
    return runToLabel(session, work.label, LABELS);
  }
  const time = new TimeLimit(patienceMs);
  const driver: CheckDriver =
    work.kind === 'module'
      ? new ModuleDriver(session, time)
      : new ServerDriver(session, work.requests, work.readiness, time);
  await driver.begin();
  await session.trackAllocations();
  // No rest after it: the snapshot and looking into it need the rest of the time.
  await driver.iterate(ITERATIONS, Math.min(ITERATING_MS, Math.max(1, time.msLeft / 4)));
  return true;
}
