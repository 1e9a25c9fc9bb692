import path from 'node:path';
import { MemprofError } from '../../base/errors.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import { type Baseline, readBaseline, updateBaseline, writeBaseline } from '../../check/baseline.ts';
import type { Budget } from '../../check/budgets.ts';
import { type UngatedResult, gate } from '../../check/gate.ts';
import { CHECK_SCHEMA_VERSION, type CheckResult, type TargetKind } from '../../check/result.ts';
import { summarize } from '../../check/summarize.ts';
import type { SnapshotTables } from '../../format/heapsnapshot/snapshot-tables.ts';
import { type CheckSubject, startSession } from './check-subject.ts';
import { explainSuspects } from './explain-suspects.ts';
import { findCheckSuspects } from './find-check-suspects.ts';
import { RoundTaker } from './round-taker.ts';
import { judgeSubject } from './judge-subject.ts';
import { TimeLimit } from './time-limit.ts';
import { sourceNames } from '../reading/source-names.ts';

/** What to check, and how long it may take. */
export interface CheckRequest {
  readonly subject: CheckSubject;
  /** As the user gave it. */
  readonly shownFile: string;
  readonly maxMs: number;
  readonly budgets: readonly Budget[];
  /** Path of the baseline, relative to the subject's working directory; null for none. */
  readonly baseline: string | null;
  readonly updatesBaseline: boolean;
  readonly now: Date;
  /** Is given the last heap of the main program, if there is one, when all is judged. */
  readonly onLastHeap?: (heap: LastHeap) => void;
}

/** The heap at the end of a check, to look into. */
export interface LastHeap {
  readonly tables: SnapshotTables;
  readonly iterations: number;
  readonly scripts: readonly ScriptRecord[];
}

/** Checks a target. @throws MemprofError when its code failed or could not be looked into. */
export async function runCheck(request: CheckRequest): Promise<CheckResult> {
  const { subject, shownFile, maxMs, budgets, now } = request;
  // Read first: a mistake in it should not cost the whole check.
  const baselineFile = baselineOf(request);
  const known = baselineFile === null ? NOTHING_KNOWN : readBaseline(baselineFile);
  const time = new TimeLimit(maxMs);
  const session = startSession(subject, 'judging');
  const taker = new RoundTaker(session);
  try {
    const { judgement, decision, iterations, notes } = await judgeSubject(session, taker, subject, time);
    const lastTables = request.onLastHeap === undefined ? null : taker.main.copyLastTables();
    const suspects =
      decision.verdict === 'leak'
        ? findCheckSuspects(taker, judgement, session.scripts, (scripts) => sourceNames(scripts, subject.cwd))
        : [];
    const explained = await explainSuspects(subject, suspects, time.msLeft);
    const result: UngatedResult = {
      schemaVersion: CHECK_SCHEMA_VERSION,
      target: { file: shownFile, args: subject.args, kind: KINDS[subject.work.kind] },
      verdict: decision.verdict,
      reason: decision.reason,
      iterations,
      rounds: taker.rounds.length,
      ...summarize(taker.rounds, judgement),
      // What grew but could not be judged to the end has no shape yet.
      ...(decision.verdict !== 'leak' && { shape: null }),
      growing: judgement.growing,
      outside: judgement.outside,
      suspects: explained.suspects,
      notes: [...notes, ...explained.notes],
      elapsedMs: Math.round(time.elapsedMs),
    };
    if (lastTables !== null) {
      const last = taker.stages.at(-1)?.iterations ?? iterations;
      request.onLastHeap?.({ tables: lastTables, iterations: last, scripts: session.scripts });
    }
    if (baselineFile === null || !request.updatesBaseline) {
      return gate(result, taker.rounds, known, budgets, now);
    }
    const updated = updateBaseline(known, result.suspects);
    writeBaseline(baselineFile, updated);
    return gate(result, taker.rounds, updated, budgets, now);
  } finally {
    session.kill();
  }
}

const NOTHING_KNOWN: Baseline = { schemaVersion: 1, suspects: [] };

function baselineOf({ baseline, updatesBaseline, subject }: CheckRequest): string | null {
  if (baseline !== null) return path.resolve(subject.cwd, baseline);
  if (!updatesBaseline) return null;
  throw new MemprofError('BAD_USAGE', '--update-baseline needs to know the file: give --baseline too.');
}

const KINDS: Record<CheckSubject['work']['kind'], TargetKind> = {
  module: 'module',
  label: 'label',
  requests: 'server',
};
