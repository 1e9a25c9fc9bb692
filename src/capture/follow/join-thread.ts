import { setTimeout as delay } from 'node:timers/promises';
import type { FollowSettings } from '../../agent/protocol/follow.ts';
import { within } from '../patience.ts';
import { joinCall } from './agent-call.ts';
import { PATIENCE_MS } from './looking.ts';
import type { Place } from './place.ts';

const POLL_MS = 20;

/** Node puts what a thread runs into its arguments right before it runs it. */
const HAS_BEGUN = 'globalThis.process?.argv?.length > 1';

/**
 * Puts the agent into a worker thread that runs.
 *
 * @param isNew - Whether it began during the recording: then this moment is its start.
 * @returns Why that was not possible, in words; null when it was, or when the thread is gone.
 */
export async function joinThread(
  place: Place,
  settings: FollowSettings,
  isNew: boolean,
): Promise<string | null> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const problem = await within(PATIENCE_MS, enter(place, settings, isNew, patience));
  if (place.hasJoined || place.thread === null) return null;
  return problem ?? `it did not answer within ${PATIENCE_MS / 1000} s`;
}

/** @returns Why it was not possible; null when it was, or patience has ended. */
async function enter(
  place: Place,
  settings: FollowSettings,
  isNew: boolean,
  patience: AbortSignal,
): Promise<string | null> {
  const { thread } = place;
  if (thread === null) return null;
  // Before its first line a thread is still being made by Node: nothing may be loaded into it then.
  while ((await thread.evaluate(HAS_BEGUN).catch(() => false)) !== true) {
    if (patience.aborted || place.thread === null) return null;
    await delay(POLL_MS);
  }
  if (patience.aborted) return null;
  try {
    await thread.evaluate(joinCall(settings, place.id, isNew));
    place.hasJoined = true;
    return null;
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
}
