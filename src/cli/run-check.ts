import { CheckSession, ITERATE_SCRIPT } from '../capture/check-session.ts';
import { loaderFor } from '../capture/typescript.ts';
import { CHECK_SCHEMA_VERSION, type CheckResult } from '../check/result.ts';
import { summarize } from '../check/summarize.ts';
import { ModuleCheck } from './check-module.ts';
import { RoundTaker } from './round-taker.ts';

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
  const { file, shownFile, args, nodeFlags, env, maxMs } = request;
  const loader = loaderFor(file);
  const session = new CheckSession({
    script: ITERATE_SCRIPT,
    args: [file, ...args],
    nodeFlags: [...loader.flags, ...nodeFlags],
    env,
    loaderFolders: loader.folders,
    following: { kind: 'none' },
  });
  try {
    const taker = new RoundTaker(session);
    const check = new ModuleCheck(session, taker, maxMs);
    const { judgement, decision, iterations, elapsedMs } = await check.run();
    await check.end();
    return {
      schemaVersion: CHECK_SCHEMA_VERSION,
      target: { file: shownFile, args, kind: 'module' },
      verdict: decision.verdict,
      reason: decision.reason,
      iterations,
      rounds: taker.rounds.length,
      elapsedMs: Math.round(elapsedMs),
      ...summarize(taker.rounds, judgement),
      growing: judgement.growing,
      outside: judgement.outside,
      suspects: [],
    };
  } finally {
    await session.close();
  }
}
