import { parseProfileMax, type ProfileMax } from '../base/profile-max.ts';

export { parseProfileMax } from '../base/profile-max.ts';
export type { ProfileMax } from '../base/profile-max.ts';

const warnedOf = new Set<string>();

/** Reads `PRAISONAI_PROFILE_MAX` as it is now. */
export function readProfileMax(): ProfileMax {
  return parseProfileMax(process.env['PRAISONAI_PROFILE_MAX']);
}

/** Says on stderr that the variable does not mean what it says, once for each value. */
export function warnOf(limit: ProfileMax): void {
  if (limit.warning !== undefined && !warnedOf.has(limit.warning)) {
    warnedOf.add(limit.warning);
    process.emitWarning(limit.warning, { type: 'MemprofWarning', code: 'PRAISONAI_PROFILE_MAX' });
  }
}

/** Whether `PRAISONAI_PROFILE` (1, true or yes, in any case) asks for recording from the start. */
export function isProfilingRequested(): boolean {
  return /^\s*(1|true|yes)\s*$/i.test(process.env['PRAISONAI_PROFILE'] ?? '');
}
