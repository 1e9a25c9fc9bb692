import { MemprofError } from '../base/errors.ts';
import { chargeNodes } from './charge.ts';
import type { AllocationProfile } from './profile.ts';
import { RowSums, type GroupOptions } from './row-sums.ts';
import type { AllocationTable } from './rows.ts';

/**
 * Groups a profile's allocations into rows, each charged as `chargeNodes` explains.
 *
 * Takes time in proportion to nodes (times `frames` by `traceback`), whatever the depth of the stacks.
 *
 * @throws MemprofError `BAD_USAGE` for `cumulative` by `traceback`: a stack is not on a stack.
 */
export function groupAllocations(profile: AllocationProfile, options: GroupOptions): AllocationTable {
  const { by, cumulative = false } = options;
  if (cumulative && by === 'traceback') {
    throw new MemprofError(
      'BAD_USAGE',
      'Cumulative sizes are by lineno, filename or module, not by traceback.',
    );
  }
  const frames = profile.frames.map(options.resolve);
  const charges = chargeNodes(
    profile,
    frames.map((frame) => frame.kind),
  );
  const rows = new RowSums(profile, frames, charges, options);
  if (cumulative) rows.addStacks();
  else rows.addNodes();
  return rows.table();
}
