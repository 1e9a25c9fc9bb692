import { MemprofError } from '../../base/errors.ts';
import type { Stop } from '../../capture/stops.ts';

/** Why a program under check could not be judged, in words. */
export function targetFailed(stop: Stop, refusal: string | null): MemprofError {
  if (refusal !== null) {
    const text = `The target let no inspector in (${refusal}). Run it without Node's permission model, or allow worker threads and the inspector.`;
    return new MemprofError('INSPECTOR_REFUSED', text);
  }
  if (stop.kind === 'report' && stop.report.kind === 'failed') {
    const { step, iteration, error } = stop.report;
    if (step === 'exports') return noIteration();
    const where =
      step === 'iteration'
        ? `iteration(${iteration})`
        : step === 'import'
          ? 'The module, while it was imported,'
          : `${step}()`;
    return new MemprofError('TARGET_FAILED', `${where} threw, so nothing could be judged:\n${error}`);
  }
  const how =
    stop.kind !== 'gone'
      ? 'exited by itself'
      : stop.ending.signal !== null
        ? `was killed by ${stop.ending.signal}`
        : `ended with code ${stop.ending.exitCode ?? 'unknown'}`;
  return new MemprofError('TARGET_FAILED', `The program ${how} before it could be judged.`);
}

function noIteration(): MemprofError {
  const text =
    'The module exports no iteration(i). Export one; or, for a program, call mark("turn") in its loop and check it by --label turn; or, for a server, give --request URL and --ready.';
  return new MemprofError('BAD_USAGE', text);
}
