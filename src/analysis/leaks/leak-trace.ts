import type { NewObjects } from './new-objects.ts';
import type { Places } from './places.ts';
import type { Step } from './steps.ts';
import type { LeakTraceStep, StepVerdict, VerdictReason } from './suspect.ts';
import { isNameless, showReference } from './suspect-reference.ts';

/**
 * Judges the steps of a path: what existed before and is not part of the pile-up should be there, what piles up
 * should not, and the references between are suspect.
 */
export function judgeSteps(
  steps: readonly Step[],
  pileAt: number,
  { isNew }: NewObjects,
  places: Places,
): LeakTraceStep[] {
  // The collection that gains objects is itself part of what is suspect, and so is the reference to it.
  const firstSuspect = pileAt > 1 && isNameless(steps[pileAt - 1]) ? pileAt - 2 : pileAt - 1;
  return steps.map((step, at) => {
    const [verdict, reason] = judge(step, at, pileAt, isNew[step.node] === 1);
    return {
      name: step.label,
      edge: step.reference ? showReference(step.reference) : null,
      location: places.of(step.node),
      verdict,
      reason,
      isSuspect: step.reference !== null && at >= firstSuspect && at < pileAt,
      hops: step.links,
    };
  });
}

function judge(step: Step, at: number, pileAt: number, isNew: boolean): [StepVerdict, VerdictReason] {
  if (at >= pileAt) {
    if (at === pileAt) return ['leaking', 'one-of-many'];
    return isNew ? ['leaking', 'came-while-judging'] : ['unknown', 'existed-before'];
  }
  if (at === 0 && /^(\(|Node \/ )/.test(step.label)) return ['not-leaking', 'gc-root'];
  if (at === pileAt - 1 && isNameless(step)) return ['unknown', 'gains-objects'];
  if (isNew) return ['unknown', 'came-while-judging'];
  if (step.label.startsWith('module ')) return ['not-leaking', 'module'];
  if (step.label === 'global' || step.label === 'process') return ['not-leaking', 'global-object'];
  if (at === 0) return ['not-leaking', 'gc-root'];
  return ['not-leaking', 'existed-before'];
}
