import { Follower } from './follow/follower.ts';
import { CaptureRecord } from './capture-record.ts';
import { DEADLY_SIGNALS } from './deadly-signals.ts';
import { type Ending, type Launched, ended, launch } from './launch.ts';
import { type RecordingOptions, agentSettings, followSettings } from './recording-options.ts';
import { SignalRelay } from './signals.ts';

/** A program that has been started to be recorded: it waits before its first line until a Recording lets it go on. */
export interface StartedProgram {
  readonly requests: Launched['requests'];
  readonly replies: Launched['replies'];
  readonly pid: number | null;
  /** Rejects with a MemprofError `TARGET_FAILED` when it could not be started. */
  readonly ending: Promise<Ending>;
  readonly relay: SignalRelay;
  /** Null when nobody is followed. */
  readonly follower: Follower | null;
  readonly record: CaptureRecord;
}

/**
 * Starts the program of a recording.
 *
 * @throws MemprofError `TARGET_FAILED` when the system has no descriptors left.
 */
export function startProgram(options: RecordingOptions): StartedProgram {
  // Each once: the signal of a label may be one that kills.
  const signals = [
    ...new Set([...DEADLY_SIGNALS, ...(options.labelSignal === null ? [] : [options.labelSignal])]),
  ];
  const record = new CaptureRecord(options);
  const settings = followSettings(options);
  const follower =
    settings === null
      ? null
      : new Follower({ settings, startedAt: Date.now(), note: (note) => record.add(note) });
  const { script, args, nodeFlags, env, messages, descriptors } = options;
  const agent = agentSettings(options, signals, follower?.settings);
  const { child, requests, replies } = launch({
    ...{ script, args, nodeFlags, env },
    ...{ agent, messages, descriptors },
  });
  const ending = ended(child);
  // Whoever records hears of it; until then it must not count as unheard.
  ending.catch(() => undefined);
  return {
    requests,
    replies,
    pid: child.pid ?? null,
    ending,
    relay: new SignalRelay(child, signals),
    follower,
    record,
  };
}
