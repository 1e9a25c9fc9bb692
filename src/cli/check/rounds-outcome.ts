import type { Judgement } from '../../check/judge.ts';
import type { Decision } from '../../check/plan.ts';

/** How the rounds came to their end. */
export interface RoundsOutcome {
  readonly judgement: Judgement;
  readonly decision: Pick<Extract<Decision, { kind: 'stop' }>, 'verdict' | 'reason'>;
  readonly iterations: number;
}
