import type { ChildProcess } from 'node:child_process';
import type { CheckOrder } from '../agent/protocol.ts';
import { growableSharedBytes } from './growable-shared.ts';
import { InspectorClient } from './inspector-client.ts';
import { AGENT_FOLDER, type Ending, ended, launch } from './launch.ts';
import { CheckPlaces } from './follow/check-places.ts';
import type { Followed } from './manifest.ts';
import { type CheckFigures, takeFigures } from './check-figures.ts';
import { type PendingTimers, pendingTimers } from './pending-timers.ts';
import { PipeTransport } from './transport.ts';
import { WorkerHeaps } from './worker-heaps.ts';
import { passSnapshot } from './pass-snapshot.ts';
import { type Stop, Stops, stopOf } from './stops.ts';
import { type Pause, Target } from './target.ts';
import type { ScriptRecord } from './script-record.ts';

export type { CheckOrder, CheckReport } from '../agent/protocol.ts';

/** What to start, and how. */
export interface CheckSessionOptions {
  /** The program; a module to iterate is given to {@link ITERATE_SCRIPT} as its first argument. */
  readonly script: string;
  readonly args: readonly string[];
  readonly nodeFlags: readonly string[];
  /** Those of `nodeFlags` that forked children must not get, in their order. */
  readonly ownFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly loaderFolders: readonly string[];
  /** Leave V8's inlining on; where allocations are followed, they may then be booked on the caller. */
  readonly keepInlining: boolean;
  /**
   * Tell where things are made: allocations of whoever is followed are tracked, and each open file descriptor has an
   * object, so that tracked allocations tell where it was opened.
   */
  readonly explains: boolean;
  /** Keep what the program prints on stdout (the last of it), to wait for a text; it goes to stderr all the same. */
  readonly watchOutput: boolean;
  /** Whom to follow beside the main program. */
  readonly follow: readonly Followed[];
}

/** Runs a module's `iteration()` as {@link CheckOrder}s say. */
export const ITERATE_SCRIPT = `${AGENT_FOLDER}iterate.mjs`;

/** How long a program may take to end by itself once it was let go, in milliseconds. */
const GRACE_MS = 1000;

/** Characters of output that are kept. */
const KEPT_OUTPUT = 65_536;

/** A program under load may take long before its event loop turns and V8 can begin. */
const SNAPSHOT_PATIENCE_MS = 30_000;

/** A program under `memprof check`: it stands still at its labels and reports until it is resumed. */
export class CheckSession {
  readonly #child: ChildProcess;
  readonly #ending: Promise<Ending>;
  readonly #target: Target;
  readonly #workers: WorkerHeaps;
  /** The worker threads and child processes; null when none are followed. */
  readonly places: CheckPlaces | null;
  readonly #stops = new Stops();
  #refusal: string | null = null;
  #output = '';

  /** Starts the program; it runs until its first {@link Stop}. */
  constructor(options: CheckSessionOptions) {
    const { script, args, env, loaderFolders, keepInlining, follow, explains } = options;
    const settings = { keepInlining, loaderFolders, tracksAllocations: explains };
    this.places = follow.length === 0 ? null : new CheckPlaces(follow, settings);
    const { child, requests, replies } = launch({
      script,
      args,
      // V8 drops bytecode that was not used for a while, hundreds of KiB at once: the figures would jump.
      nodeFlags: ['--no-flush-bytecode', ...options.nodeFlags],
      env,
      agent: {
        parentPid: process.pid,
        keepInlining,
        exact: explains,
        ownFlags: options.ownFlags,
        signals: [],
        loaderFolders,
        backend: null,
        ...(explains && { marksDescriptors: true }),
        ...(this.places !== null && { follow: this.places.follower.settings }),
      },
      stdout: options.watchOutput ? 'pipe' : 'stderr',
    });
    child.stdout?.on('data', (piece: Buffer) => this.#passOn(piece));
    this.#child = child;
    this.#ending = ended(child);
    const client = new InspectorClient(new PipeTransport(requests, replies));
    this.#target = new Target(client);
    this.#workers = new WorkerHeaps(client);
    client.on('memprof.ready', () => void this.#begin());
    client.on<{ reason: string }>('memprof.refused', ({ reason }) => {
      this.#refusal = reason;
    });
    this.#target.onPause = (pause) => void this.#paused(pause);
    // A program that could not be started rejects; whoever waits for the next stop hears of it as an ending.
    void this.#ending
      .catch((): Ending => ({ exitCode: null, signal: null }))
      .then((ending) => this.#stops.add({ kind: 'gone', ending }))
      .then(() => this.places?.close());
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Why the target let no inspector in; null when it did. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** The last of what the program has printed on stdout, when it is watched. */
  get output(): string {
    return this.#output;
  }

  /** Every script V8 has parsed so far. */
  get scripts(): ScriptRecord[] {
    return [...this.#target.scripts.values()];
  }

  /** The next stop; the one that has come already, if any. After `gone` there is none. */
  nextStop(): Promise<Stop> {
    return this.#stops.next();
  }

  /** Lets a program that stands still go on. */
  async resume(): Promise<void> {
    await this.#target.resume().catch(() => undefined);
  }

  /** Gives an order to a module that stands still at a report, and lets it go on. */
  async order(order: CheckOrder): Promise<void> {
    await this.#target.order(JSON.stringify(order)).catch(() => undefined);
    await this.resume();
  }

  /** Collects garbage and takes the figures. @throws TargetGone when the program ends first. */
  async look(): Promise<CheckFigures> {
    return takeFigures(this.#target, this.#workers, this.pid);
  }

  /** What growable SharedArrayBuffers hold, in bytes; null when it cannot be told. Costs a garbage collection. */
  async growableSharedBytes(): Promise<number | null> {
    return growableSharedBytes(this.#target);
  }

  /** Pending timers that fire once, by their delay; the most first. Costs a garbage collection. */
  async pendingTimers(): Promise<PendingTimers[]> {
    return pendingTimers(this.#target);
  }

  /** Lets a running program (one that does not stand still) come to rest. @throws TargetGone */
  async settle(): Promise<void> {
    await this.#target.settle();
  }

  /**
   * Takes a heap snapshot; its text goes to what `begin` returns while V8 is still writing. It is called again when a
   * first try broke off.
   *
   * @throws TargetGone
   */
  async snapshot(begin: () => (piece: Uint8Array) => void): Promise<void> {
    await passSnapshot(this.#target, begin, SNAPSHOT_PATIENCE_MS);
  }

  /** From now on V8 remembers where each object is allocated. @throws TargetGone */
  async trackAllocations(): Promise<void> {
    await this.#target.client.send('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
  }

  /** Ends the program: gently when it stands still at its end, else by force after a moment. */
  async close(): Promise<void> {
    await this.#target.disconnect().catch(() => undefined);
    const timer = setTimeout(() => this.kill(), GRACE_MS);
    await this.#ending.catch(() => undefined);
    clearTimeout(timer);
  }

  /** Ends the program at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #begin(): Promise<void> {
    try {
      // A runtime without this domain has no figures of its workers; the rest does not need them.
      const { places } = this;
      const isFollowing = places?.follower.settings.workers === true;
      await (isFollowing ? places.follow(this.#target.client) : this.#workers.enable()).catch(
        () => undefined,
      );
      await this.#target.begin();
    } catch {
      // The target is gone: the next stop tells how it ended.
    }
  }

  #passOn(piece: Buffer): void {
    process.stderr.write(piece);
    this.#output = (this.#output + piece.toString()).slice(-KEPT_OUTPUT);
  }

  async #paused(pause: Pause): Promise<void> {
    const stop = stopOf(pause);
    if (stop !== null) {
      this.#stops.add(stop);
      return;
    }
    if (pause.kind === 'script') await this.#target.stopWaitingForScripts().catch(() => undefined);
    await this.resume();
  }
}
