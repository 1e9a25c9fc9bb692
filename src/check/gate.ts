import { type Baseline, statusOf } from './baseline.ts';
import { type Budget, type BudgetFigures, holdBudget } from './budgets.ts';
import { knownLeakOf } from './known-leaks.ts';
import type { CheckResult, CheckedSuspect } from './result.ts';
import type { Round } from './rounds.ts';

/** A result before it was held against a baseline and budgets. */
export interface UngatedResult extends Omit<CheckResult, 'suspects' | 'budgets' | 'fails'> {
  readonly suspects: readonly Omit<CheckedSuspect, 'status' | 'upstream'>[];
}

/** Holds a result against the baseline and the budgets, and says whether the build fails. */
export function gate(
  result: UngatedResult,
  rounds: readonly Round[],
  baseline: Baseline,
  budgets: readonly Budget[],
  today: Date,
): CheckResult {
  const suspects = result.suspects.map((suspect) => {
    const known = knownLeakOf(suspect);
    return {
      ...suspect,
      status: statusOf(suspect, baseline, today),
      upstream: known === null ? null : { issue: known.issue, advice: known.advice },
    };
  });
  const figures = figuresOf(result, rounds);
  const outcomes = budgets.map((budget) => holdBudget(budget, figures));
  // A leak nobody can name is not in any baseline.
  const isNew = suspects.length === 0 || suspects.some(({ status }) => status !== 'known');
  const fails = (result.verdict === 'leak' && isNew) || outcomes.some(({ isBroken }) => isBroken);
  return { ...result, suspects, budgets: outcomes, fails };
}

function figuresOf({ perIteration }: UngatedResult, rounds: readonly Round[]): BudgetFigures {
  const figures = rounds.at(-1)?.figures;
  const kinds = rounds.findLast((round) => round.kinds !== null)?.kinds;
  return {
    figures: {
      heap: figures?.heapUsedBytes ?? null,
      rss: figures?.rssBytes ?? null,
      external: figures?.externalBytes ?? null,
      arrayBuffers: figures?.arrayBuffersBytes ?? null,
      bytesPerIteration: perIteration.bytes,
      objectsPerIteration: perIteration.objects,
      fileDescriptors: figures?.fileDescriptors ?? null,
      threads: figures?.threads ?? null,
    },
    classCount: (name) => kinds?.get(`object ${name}`) ?? { count: 0, bytes: 0 },
  };
}
