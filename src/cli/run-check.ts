import type { CheckSession } from '../capture/check-session.ts';
import { CHECK_SCHEMA_VERSION, type CheckResult, type TargetKind } from '../check/result.ts';
import { summarize } from '../check/summarize.ts';
import { CheckRounds, type RoundsOutcome } from './check-rounds.ts';
import { type CheckSubject, startSession } from './check-subject.ts';
import { explainSuspects } from './explain-suspects.ts';
import { findCheckSuspects } from './find-check-suspects.ts';
import { labelRounds } from './label-rounds.ts';
import { ModuleDriver } from './module-driver.ts';
import { RoundTaker } from './round-taker.ts';
import { ServerDriver } from './server-driver.ts';
import { sourceNames } from './source-names.ts';

/** What to check, and how long it may take. */
export interface CheckRequest {
  readonly subject: CheckSubject;
  /** As the user gave it. */
  readonly shownFile: string;
  readonly maxMs: number;
}

/** Checks a target. @throws MemprofError when its code failed or could not be looked into. */
export async function runCheck({ subject, shownFile, maxMs }: CheckRequest): Promise<CheckResult> {
  const startedAt = performance.now();
  const session = startSession(subject, true);
  const taker = new RoundTaker(session);
  try {
    const { judgement, decision, iterations } = await judge(session, taker, subject, maxMs);
    const suspects =
      decision.verdict === 'leak'
        ? findCheckSuspects(taker, judgement, sourceNames(session.scripts, subject.cwd))
        : [];
    return {
      schemaVersion: CHECK_SCHEMA_VERSION,
      target: { file: shownFile, args: subject.args, kind: KINDS[subject.work.kind] },
      verdict: decision.verdict,
      reason: decision.reason,
      iterations,
      rounds: taker.rounds.length,
      ...summarize(taker.rounds, judgement),
      growing: judgement.growing,
      outside: judgement.outside,
      suspects: await explainSuspects(subject, suspects),
      elapsedMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    session.kill();
  }
}

const KINDS: Record<CheckSubject['work']['kind'], TargetKind> = {
  module: 'module',
  label: 'label',
  requests: 'server',
};

async function judge(
  session: CheckSession,
  taker: RoundTaker,
  { work }: CheckSubject,
  maxMs: number,
): Promise<RoundsOutcome> {
  if (work.kind === 'label') {
    const outcome = await labelRounds(session, taker, work.label, maxMs);
    session.kill();
    return outcome;
  }
  // Twice the time allowed: what never ends must not hold up a build.
  const driver =
    work.kind === 'module'
      ? new ModuleDriver(session, maxMs * 2)
      : new ServerDriver(session, work.requests, work.readiness, maxMs);
  await driver.begin();
  const outcome = await new CheckRounds(driver, taker, maxMs).run();
  await driver.end();
  if (work.kind === 'module') await session.close();
  else session.kill();
  return outcome;
}
