import type { AgentChoices, AgentSettings } from '../agent/protocol.ts';
import type { ProfileMax } from '../base/profile-max.ts';
import type { CaptureDirectory } from './directory.ts';
import type { FollowerOptions } from './follow/follower.ts';
import type { MessageChannelEnd } from './pass-messages.ts';
import type { CaptureNote, CaptureSettings, Followed, ScriptLines } from './manifest.ts';

/** What to record, and where to. */
export interface RecordingOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** A channel of ours that is meant for the program, or null. */
  readonly messages: MessageChannelEnd | null;
  /** Descriptors of ours, from 3 on, that are meant for the program. */
  readonly descriptors: readonly number[];
  /** Flags for Node before the script: the loader's, then the user's. */
  readonly nodeFlags: readonly string[];
  /** Those of `nodeFlags` that forked children must not get, in their order. */
  readonly ownFlags: readonly string[];
  readonly settings: CaptureSettings;
  /** A label every so many milliseconds, or null. */
  readonly every: { readonly text: string; readonly milliseconds: number } | null;
  /** A signal that makes a label, or null. */
  readonly labelSignal: NodeJS.Signals | null;
  readonly backend: AgentSettings['backend'];
  /** Whom to follow beside the main program. */
  readonly follow: readonly Followed[];
  /** Memory a snapshot may use, or null for what the machine has. */
  readonly snapshotMemoryBytes: number | null;
  readonly profileMax: ProfileMax;
  /** `PRAISONAI_PROFILE_MAX` as it stands. */
  readonly profileMaxText: string | undefined;
  readonly directory: CaptureDirectory;
  readonly version: string;
  readonly now: Date;
  /** Called once the program has ended: what `--lines` made of its scripts. */
  readonly collectLines: () => {
    readonly lines: readonly ScriptLines[];
    readonly notes: readonly CaptureNote[];
  };
}

/** How to follow workers and children; null when nobody is followed. */
export function followSettings(options: RecordingOptions): FollowerOptions['settings'] | null {
  const { follow, settings, directory } = options;
  if (follow.length === 0) return null;
  return {
    folder: directory.path,
    workers: follow.includes('workers'),
    children: follow.includes('children'),
    snapshots: settings.snapshots !== 'none',
    snapshotMemoryBytes: options.snapshotMemoryBytes,
    samplingIntervalBytes: settings.samplingIntervalBytes,
    keepInlining: settings.keepInlining,
    loaderFolders: settings.loaderFolders,
  };
}

/** What the agent in the target is told. */
export function agentSettings(
  options: RecordingOptions,
  signals: readonly NodeJS.Signals[],
  follow: AgentSettings['follow'],
): AgentChoices {
  const { settings, ownFlags, backend } = options;
  return {
    parentPid: process.pid,
    // It is stopped with the `start` label.
    keepInlining: true,
    exact: settings.exact,
    ownFlags,
    signals,
    loaderFolders: settings.loaderFolders,
    backend,
    ...(follow !== undefined && { follow }),
  };
}
