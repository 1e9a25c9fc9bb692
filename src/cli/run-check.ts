import type { Suspect } from '../analysis/leaks/suspect.ts';
import { CheckSession, ITERATE_SCRIPT } from '../capture/check-session.ts';
import { type Loader, loaderFor } from '../capture/typescript.ts';
import { CHECK_SCHEMA_VERSION, type CheckResult, type CheckedSuspect } from '../check/result.ts';
import { summarize } from '../check/summarize.ts';
import { ModuleCheck } from './check-module.ts';
import { TrackedAllocations } from './explain-allocations.ts';
import { findCheckSuspects } from './find-check-suspects.ts';
import { RoundTaker } from './round-taker.ts';
import { readSnapshot } from './snapshot-reading.ts';
import { sourceNames } from './source-names.ts';

/** What to check, and how long it may take. */
export interface CheckRequest {
  /** Absolute path. */
  readonly file: string;
  /** As the user gave it. */
  readonly shownFile: string;
  readonly args: readonly string[];
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly maxMs: number;
}

/** Checks a module. @throws MemprofError when its code failed or could not be looked into. */
export async function runCheck(request: CheckRequest): Promise<CheckResult> {
  const { file, shownFile, args, cwd, maxMs } = request;
  const startedAt = performance.now();
  const loader = loaderFor(file);
  const session = startModule(request, loader, true);
  try {
    const taker = new RoundTaker(session);
    const check = new ModuleCheck(session, taker, maxMs);
    const { judgement, decision, iterations } = await check.run();
    await check.end();
    await session.close();
    const suspects =
      decision.verdict === 'leak'
        ? findCheckSuspects(taker, judgement, sourceNames(session.scripts, cwd))
        : [];
    return {
      schemaVersion: CHECK_SCHEMA_VERSION,
      target: { file: shownFile, args, kind: 'module' },
      verdict: decision.verdict,
      reason: decision.reason,
      iterations,
      rounds: taker.rounds.length,
      ...summarize(taker.rounds, judgement),
      growing: judgement.growing,
      outside: judgement.outside,
      suspects: await explain(request, loader, suspects),
      elapsedMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    session.kill();
  }
}

function startModule({ file, args, nodeFlags, env }: CheckRequest, loader: Loader, keepInlining: boolean) {
  return new CheckSession({
    script: ITERATE_SCRIPT,
    args: [file, ...args],
    nodeFlags: [...loader.flags, ...nodeFlags],
    env,
    loaderFolders: loader.folders,
    following: { kind: 'none' },
    keepInlining,
  });
}

/**
 * Iterations while allocations are tracked, some ten times slower. Tracked from the first on: of code that V8 has
 * compiled before, it sees hardly an allocation (4 of 200).
 */
const EXPLAIN_ITERATIONS = 250;
const EXPLAIN_MS = 2000;

/** Says of each suspect where its objects were made, by a short run of a fresh process that tracks every allocation. */
async function explain(
  request: CheckRequest,
  loader: Loader,
  suspects: readonly Suspect[],
): Promise<CheckedSuspect[]> {
  const tracked = suspects.some(({ retainingPath }) => retainingPath.length > 0)
    ? await trackAllocations(request, loader)
    : null;
  return suspects.map((suspect) => ({
    ...suspect,
    allocations: tracked?.sitesOf(suspect.constructorName) ?? [],
  }));
}

async function trackAllocations(request: CheckRequest, loader: Loader): Promise<TrackedAllocations | null> {
  const session = startModule(request, loader, false);
  try {
    const check = new ModuleCheck(session, new RoundTaker(session), request.maxMs);
    await check.begin();
    await session.trackAllocations();
    await check.iterate(EXPLAIN_ITERATIONS, EXPLAIN_MS);
    const tables = await readSnapshot(session, 'the tracked iterations');
    const { scripts } = session;
    await check.end();
    return new TrackedAllocations(tables, scripts, request.cwd);
  } catch {
    // The verdict stands without it: a module that cannot be run a second time is not at fault.
    return null;
  } finally {
    session.kill();
  }
}
