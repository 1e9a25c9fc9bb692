/**
 * What the agent and the parent say to each other over two private pipes.
 *
 * Parent → agent: one JSON {@link BridgeRequest} a line.
 * Agent → parent: frames of one type byte, the payload's length as 32 bits little-endian,
 * and the payload: JSON ({@link BridgeMessage}) or a piece of a heap snapshot as V8 wrote it.
 */

import type { FollowSettings } from './protocol/follow.ts';

/** Environment variable that carries {@link AgentSettings}; the agent removes it at once. */
export type SettingsVariable = 'MEMPROF_AGENT';

/** What the parent decides before the target starts. */
export interface AgentChoices {
  /** The process that was started to be measured; any other that inherits the variable ignores it. */
  readonly parentPid: number;
  /**
   * Leave V8's inlining on: allocations may then be booked on the caller of the function that made them. Or the parent
   * stops it later, when the program's own code begins: Node itself starts faster with it.
   */
  readonly keepInlining: boolean;
  /** Flags of memprof's that forked children must not get, beside the agent's own. */
  readonly ownFlags: readonly string[];
  /** Every allocation is followed: V8 must leave objects where they are. */
  readonly exact: boolean;
  /** Give each open file descriptor an object, so that V8 remembers where it was opened. Only where suspects are explained. */
  readonly marksDescriptors?: boolean;
  /** Signals to intercept, so that an `end` label can be taken before they kill. */
  readonly signals: readonly string[];
  /** Folders (absolute, with a trailing separator) of loaders such as tsx: their scripts are not user code. */
  readonly loaderFolders: readonly string[];
  /** Absolute path of a native module that takes the snapshots inside the target, or null. */
  readonly backend: { readonly name: string; readonly modulePath: string } | null;
  /** Follow worker threads and child processes; absent when they are not. */
  readonly follow?: FollowSettings;
}

/** What the agent is told: the choices, and the descriptors of its two pipes. */
export interface AgentSettings extends AgentChoices {
  readonly requests: number;
  readonly replies: number;
}

/** A request: an inspector method, or one of the bridge's own. */
export interface BridgeRequest {
  readonly id: number;
  readonly method: string;
  readonly params?: unknown;
}

/** The bridge's own methods: let the program start, let go of it, kill it by a signal as if unwatched. */
export type BridgeMethod = 'memprof.go' | 'memprof.disconnect' | 'memprof.kill';

/** A reply, an inspector event, or one of the bridge's own events. */
export type BridgeMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly method: string; readonly params: unknown };

/** `memprof.ready`: the bridge is connected; `memprof.refused`: it cannot be; `memprof.signal`: a signal came. */
export type BridgeEvent = 'memprof.ready' | 'memprof.refused' | 'memprof.signal';

/** What the agent tells of the program while it stands still at a label. */
export interface Standstill {
  /** `process.memoryUsage()` after a full garbage collection, in bytes. */
  readonly memory: {
    readonly rss: number;
    readonly heapTotal: number;
    readonly heapUsed: number;
    readonly external: number;
    readonly arrayBuffers: number;
  };
  /** Calls of `mark()` in worker threads so far; they are ignored. */
  readonly ignoredMarks: number;
  /** Milliseconds since the target's time origin. */
  readonly elapsedMs: number;
  /** What keeps the event loop alive, a name each: `Timeout`, `TCPSocketWrap`, … */
  readonly activeResources: readonly string[];
  /** Whether the full garbage collection could be forced. */
  readonly collected: boolean;
}

/** What a module under `memprof check` reports while it stands still. */
export type CheckReport =
  /** Imported and set up; nothing has been iterated. */
  | { readonly kind: 'ready' }
  /** An order was carried out: iterations since the start, and what the last order took in milliseconds. */
  | { readonly kind: 'done'; readonly iterations: number; readonly elapsedMs: number }
  /** `teardown()` has ended. */
  | { readonly kind: 'ended' }
  /** The user's code threw, in this step and at this iteration. */
  | {
      readonly kind: 'failed';
      readonly step: 'import' | 'exports' | 'setup' | 'iteration' | 'teardown';
      readonly iteration: number;
      readonly error: string;
    };

/** What the parent orders next. Settling turns the event loop and collects garbage until figures stop moving. */
export type CheckOrder =
  | {
      readonly kind: 'iterate';
      readonly count: number;
      readonly maxMs: number;
      /** Fewer, when they keep so many bytes more. */
      readonly maxBytes: number;
    }
  | { readonly kind: 'settle'; readonly afterMs: number }
  | { readonly kind: 'end' };

/** What a program that is watched tells of the time since it was last asked. */
export interface GuestPulse {
  /** `process.memoryUsage()`, in bytes, with no garbage collection. */
  readonly memory: Standstill['memory'];
  /** Milliseconds since the target's time origin. */
  readonly elapsedMs: number;
  /** Garbage collections by kind: `major`, `minor`, `incremental`, `weak`. */
  readonly collections: Readonly<Record<string, { readonly count: number; readonly milliseconds: number }>>;
  /** How late the event loop was; null when it did not turn. */
  readonly delayMs: { readonly median: number; readonly p99: number; readonly most: number } | null;
  /** Share of the time the event loop was busy, 0 … 1. */
  readonly utilization: number;
}
