import type { Judgement } from '../../check/judge.ts';
import type { Decision } from '../../check/plan.ts';

/** How the rounds came to their end. */
export interface RoundsOutcome {
  readonly judgement: Judgement;
  readonly decision: Pick<Extract<Decision, { kind: 'stop' }>, 'verdict' | 'reason'>;
  readonly iterations: number;
}

/** What grew was gone after a rest. */
export const LET_GO = { verdict: 'clean', reason: 'let-go-in-time' } as const;
