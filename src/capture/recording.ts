import type { AgentSettings } from '../agent/protocol.ts';
import type { ProfileMax } from '../base/profile-max.ts';
import type { CaptureDirectory } from './directory.ts';
import { InspectorClient } from './inspector-client.ts';
import { Follower, type FollowerOptions } from './follow/follower.ts';
import { LabelTaker, type LabelObserver } from './label-taker.ts';
import { type LabelKind, labelStem, toMemoryFigures } from './labels.ts';
import { AGENT_FOLDER, type Ending, ended, launch } from './launch.ts';
import {
  CAPTURE_SCHEMA_VERSION,
  type CaptureManifest,
  type CaptureNote,
  type CaptureSettings,
  type Followed,
  type ScriptLines,
} from './manifest.ts';
import type { OpenCapture } from './open-capture.ts';
import { MemorySeries } from './memory-series.ts';
import { SignalRelay } from './signals.ts';
import { type Following, type Pause, Target } from './target.ts';
import { PipeTransport } from './transport.ts';

/** What to record, and where to. */
export interface RecordingOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
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

/** How long a busy target may take to say whether it handles a signal itself. */
const PATIENCE_MS = 2000;

const IDLE_CHECK_MS = 50;

/** How soon another label may come for the analysis of the last to wait for it, in milliseconds. */
const SOON_MS = 100;

const DEADLY_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];

/** Runs a program from its first line to its end and records its labels. */
export class Recording {
  readonly #options: RecordingOptions;
  readonly #notes: CaptureNote[] = [];
  readonly #target: Target;
  readonly #taker: LabelTaker;
  readonly #memory: MemorySeries;
  readonly #relay: SignalRelay;
  readonly #ending: Promise<Ending>;
  readonly #pid: number | null;
  readonly #follower: Follower | null;
  #node: string | null = null;
  #queue: Promise<void> = Promise.resolve();
  #isTaking = false;
  /** What is left to do for the last label once the program goes on. */
  #leftToDo: (() => void) | null = null;
  #hasStarted = false;
  #hasEnded = false;
  #isDying = false;
  #timer: NodeJS.Timeout | null = null;
  #refusal: string | null = null;

  private constructor(options: RecordingOptions, observer: LabelObserver) {
    this.#options = options;
    const signals = [...DEADLY_SIGNALS, ...(options.labelSignal === null ? [] : [options.labelSignal])];
    const follow = followSettings(options);
    this.#follower =
      follow === null
        ? null
        : new Follower({ settings: follow, startedAt: Date.now(), note: (note) => this.#notes.push(note) });
    const { child, requests, replies } = launch({
      script: options.script,
      args: options.args,
      nodeFlags: options.nodeFlags,
      env: options.env,
      agent: {
        parentPid: process.pid,
        keepInlining: options.settings.keepInlining,
        exact: options.settings.exact,
        ownFlags: options.ownFlags,
        signals,
        loaderFolders: options.settings.loaderFolders,
        backend: options.backend,
        ...(this.#follower !== null && { follow: this.#follower.settings }),
      },
    });
    this.#pid = child.pid ?? null;
    this.#relay = new SignalRelay(child, signals);
    this.#ending = ended(child);
    const client = new InspectorClient(new PipeTransport(requests, replies));
    this.#target = new Target(client);
    this.#memory = new MemorySeries(options.profileMax.capacity, async () => {
      const usage = await this.#target.memoryUsage();
      return { elapsedMs: Math.round(usage.elapsedMs), ...toMemoryFigures(usage) };
    });
    const by = options.settings.backend === 'inspector' ? 'target' : 'native';
    this.#taker = new LabelTaker(this.#target, { ...options, by }, this.#pid, this.#memory, observer);
    client.on('memprof.ready', () => void this.#ready());
    client.on<{ reason: string }>('memprof.refused', ({ reason }) => {
      this.#refusal = reason;
    });
    client.on<{ signal: NodeJS.Signals }>('memprof.signal', ({ signal }) => void this.#signalled(signal));
    this.#target.onPause = (pause) => this.#paused(pause);
  }

  /**
   * Runs the program to its end.
   *
   * @returns What also stands in the capture directory.
   * @throws the system's error when the program could not be started.
   */
  static async run(options: RecordingOptions, observer: LabelObserver): Promise<OpenCapture> {
    const recording = new Recording(options, observer);
    try {
      return await recording.#run();
    } finally {
      recording.#relay.close();
      recording.#memory.stop();
      recording.#follower?.close();
      if (recording.#timer !== null) clearInterval(recording.#timer);
    }
  }

  async #run(): Promise<OpenCapture> {
    const ending = await this.#ending;
    await this.#queue;
    this.#analyse();
    const { lines, notes } = this.#options.collectLines();
    this.#notes.push(...notes);
    const scripts = this.#taker.scripts();
    const manifest = this.#manifest(ending);
    this.#save(manifest, lines);
    return {
      directory: this.#options.directory.path,
      manifest,
      memory: this.#memory.samples(),
      scripts,
      lines,
    };
  }

  async #ready(): Promise<void> {
    const { exact, samplingIntervalBytes } = this.#options.settings;
    const following: Following = exact
      ? { kind: 'exact' }
      : { kind: 'sampling', intervalBytes: samplingIntervalBytes };
    try {
      await this.#follower?.followWorkersOf(this.#target.client, null);
      await this.#target.begin(following);
    } catch (error) {
      this.#warn(`The target's inspector failed: ${messageOf(error)}`);
    }
  }

  /** One thing at a time: a label may be asked for while another is being taken. */
  #enqueue(task: () => Promise<unknown>): void {
    this.#queue = this.#queue.then(task).then(
      () => undefined,
      (error: unknown) => {
        if (!this.#target.client.isGone) this.#warn(`A label was lost: ${messageOf(error)}`);
      },
    );
  }

  #paused(pause: Pause): void {
    this.#enqueue(() => this.#handle(pause));
    this.#enqueue(() => (this.#hasEnded ? this.#target.disconnect() : this.#target.resume()));
    this.#enqueue(async () => this.#analyseSoon());
  }

  async #handle(pause: Pause): Promise<void> {
    if (pause.kind === 'introduction') {
      this.#node = String(await this.#target.evaluate('process.version'));
    } else if (pause.kind === 'script') {
      if (this.#isUserScript(pause.url)) await this.#start();
    } else if (pause.kind === 'label') {
      if (pause.label === 'start') await this.#start();
      else if (pause.label === 'end') await this.#end();
      else await this.#label('mark', pause.label.slice('mark:'.length));
    }
  }

  #isUserScript(url: string): boolean {
    if (!url.startsWith('file:') && !url.startsWith('/')) return false;
    const file = decodeURI(url.replace(/^file:\/\//, ''));
    return ![AGENT_FOLDER, ...this.#options.settings.loaderFolders].some((folder) => file.startsWith(folder));
  }

  async #start(): Promise<void> {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    await this.#target.stopWaitingForScripts();
    await this.#take('start', 'start', true);
    this.#memory.start();
    if (this.#options.settings.exact) this.#watchForIdleness();
    const { every } = this.#options;
    if (every !== null) {
      const take = (): Promise<void> => this.#label('every', `every ${every.text}`);
      this.#timer = setInterval(() => {
        // A target slower than the clock is not made slower still.
        if (this.#isTaking) return;
        this.#enqueue(take);
        this.#enqueue(async () => this.#analyseSoon());
      }, every.milliseconds);
    }
  }

  /**
   * While V8 tracks allocations, a timer of its inspector keeps the program from ending by itself. So it is
   * ended when it was found idle twice; letting go stops the timer.
   */
  #watchForIdleness(): void {
    let timesIdle = 0;
    const timer = setInterval(() => {
      if (this.#hasEnded || this.#target.client.isGone) clearInterval(timer);
      else if (!this.#isTaking) {
        this.#target.isIdle().then(
          (isIdle) => {
            timesIdle = isIdle ? timesIdle + 1 : 0;
            if (timesIdle !== 2) return;
            this.#enqueue(() => this.#end());
            this.#enqueue(() => this.#target.disconnect());
            this.#enqueue(async () => this.#analyseSoon());
          },
          () => undefined,
        );
      }
    }, IDLE_CHECK_MS);
  }

  async #end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#memory.stop();
    if (this.#hasStarted) await this.#take('end', 'end', true);
    this.#follower?.over();
  }

  async #label(kind: LabelKind, name: string): Promise<void> {
    if (!this.#hasStarted || this.#hasEnded) return;
    await this.#take(kind, name, false);
    this.#save(this.#manifest({ exitCode: null, signal: null }));
  }

  async #take(kind: LabelKind, name: string, isEdge: boolean): Promise<void> {
    this.#isTaking = true;
    try {
      const index = this.#taker.labels().length;
      const analyse = await this.#taker.take(kind, name, isEdge, () => this.#analyse());
      this.#analyse();
      this.#leftToDo = analyse;
      const { snapshots } = this.#options.settings;
      const wantsSnapshots = snapshots === 'labels' || (snapshots === 'first-last' && isEdge);
      await this.#follower?.take(labelStem(index, name), name, wantsSnapshots);
    } finally {
      this.#isTaking = false;
    }
  }

  /** The analysis of the last label, which the program need not wait for. */
  #analyse(): void {
    const leftToDo = this.#leftToDo;
    this.#leftToDo = null;
    try {
      leftToDo?.();
    } catch (error) {
      // It may come while the next label is being taken, or at the very end: neither must be lost over it.
      this.#warn(`A label could not be analysed: ${messageOf(error)}`);
    }
  }

  /** Unless another label comes at once: then while V8 is busy with it. */
  #analyseSoon(): void {
    setTimeout(() => this.#enqueue(async () => this.#analyse()), SOON_MS).unref();
  }

  async #signalled(signal: NodeJS.Signals): Promise<void> {
    this.#relay.seen(signal);
    if (signal === this.#options.labelSignal) {
      this.#enqueue(() => this.#label('signal', signal));
      this.#enqueue(async () => this.#analyseSoon());
      return;
    }
    if (this.#isDying) {
      // The second time people mean it.
      this.#target.kill(signal);
      return;
    }
    const listeners = await Promise.race([
      this.#target.listenerCount(signal).catch(() => 0),
      new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref()),
    ]);
    if (listeners !== null && listeners > 0) return;
    this.#isDying = true;
    if (listeners === null) {
      this.#warn(`The program was too busy for an "end" label when ${signal} came.`);
      this.#target.kill(signal);
      return;
    }
    this.#enqueue(() => this.#end());
    this.#enqueue(async () => this.#target.kill(signal));
    this.#enqueue(async () => this.#analyseSoon());
  }

  #warn(text: string): void {
    this.#notes.push({ kind: 'warning', text });
  }

  #manifest({ exitCode, signal }: Ending): CaptureManifest {
    const options = this.#options;
    const notes = [...this.#notes, ...this.#taker.notes];
    if (this.#refusal !== null) notes.push({ kind: 'warning', text: refusalText(this.#refusal) });
    return {
      schemaVersion: CAPTURE_SCHEMA_VERSION,
      memprof: options.version,
      startedAt: options.now.toISOString(),
      target: {
        script: options.script,
        args: options.args,
        cwd: options.cwd,
        node: this.#node,
        pid: this.#pid,
        exitCode,
        signal,
      },
      settings: options.settings,
      labels: this.#taker.labels(),
      ...(this.#follower !== null && { places: this.#follower.records() }),
      ignoredMarks: this.#taker.ignoredMarks,
      buffers: this.#taker.buffers(),
      notes,
    };
  }

  #save(manifest: CaptureManifest, lines: readonly ScriptLines[] = []): void {
    const { directory } = this.#options;
    try {
      directory.writeText('scripts.json', JSON.stringify(this.#taker.scripts()));
      if (lines.length > 0) directory.writeText('lines.json', JSON.stringify(lines));
      directory.writeText('memory.ndjson', this.#memory.toNdjson());
      directory.writeText('capture.json', `${JSON.stringify(manifest, null, 2)}\n`);
    } catch (error) {
      this.#warn(`${directory.path} is not complete: ${messageOf(error)}`);
    }
  }
}

/** Null when nobody is followed. */
function followSettings(options: RecordingOptions): FollowerOptions['settings'] | null {
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

function refusalText(reason: string): string {
  return `The target let no inspector in (${reason}), so nothing could be recorded. Run it without Node's permission model, or allow worker threads and the inspector.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
