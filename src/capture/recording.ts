import type { Follower } from './follow/follower.ts';
import type { CaptureRecord } from './capture-record.ts';
import { DeadlySignals } from './deadly-signals.ts';
import { watchForIdleness } from './idleness.ts';
import { InspectorClient } from './inspector-client.ts';
import { LabelQueue, messageOf } from './label-queue.ts';
import { LabelTaker, type LabelObserver } from './label-taker.ts';
import { type LabelKind, labelStem, toMemoryFigures } from './labels.ts';
import { AGENT_FOLDER, type Ending } from './launch.ts';
import { CUT_SHORT, type CaptureManifest } from './manifest.ts';
import { MemorySeries } from './memory-series.ts';
import type { OpenCapture } from './open-capture.ts';
import type { RecordingOptions } from './recording-options.ts';
import type { SignalRelay } from './signals.ts';
import type { StartedProgram } from './start-program.ts';
import { type Pause, Target } from './target.ts';
import { PipeTransport } from './transport.ts';

const DISTURBED =
  'The program wrote to a descriptor that it had not opened, by which memprof hears from it: from there on nothing is recorded.';

const OUT_OF_HEAP = 'The program ran out of heap: "end" is the moment at which V8 had none left.';

/** Records the labels of a program from its first line to its end. */
export class Recording {
  readonly #options: RecordingOptions;
  readonly #record: CaptureRecord;
  readonly #target: Target;
  readonly #queue: LabelQueue;
  readonly #taker: LabelTaker;
  readonly #memory: MemorySeries;
  readonly #relay: SignalRelay;
  readonly #deadly: DeadlySignals;
  readonly #ending: Promise<Ending>;
  readonly #pid: number | null;
  readonly #follower: Follower | null;
  #node: string | null = null;
  #isTaking = false;
  #hasStarted = false;
  /** The first script has run. */
  #isLoaded = false;
  #hasEnded = false;
  #timer: NodeJS.Timeout | null = null;
  #refusal: string | null = null;

  private constructor(options: RecordingOptions, program: StartedProgram, observer: LabelObserver) {
    this.#options = options;
    this.#record = program.record;
    const warn = (text: string): void => this.#record.warn(text);
    this.#follower = program.follower;
    this.#pid = program.pid;
    this.#relay = program.relay;
    this.#ending = program.ending;
    const client = new InspectorClient(new PipeTransport(program.requests, program.replies));
    this.#target = new Target(client);
    this.#queue = new LabelQueue(() => client.isGone, warn);
    this.#deadly = new DeadlySignals(this.#target, this.#queue, { takeEnd: () => this.#end(), warn });
    this.#memory = new MemorySeries(
      options.profileMax.capacity,
      async () => {
        const usage = await this.#target.memoryUsage();
        return { elapsedMs: Math.round(usage.elapsedMs), ...toMemoryFigures(usage) };
      },
      () => this.#follower?.memoryBeside() ?? [],
    );
    const by = options.settings.backend === 'inspector' ? 'target' : 'native';
    this.#taker = new LabelTaker(this.#target, { ...options, by }, this.#pid, this.#memory, observer);
    client.on('memprof.ready', () => void this.#ready());
    client.on<{ reason: string }>('memprof.refused', ({ reason }) => {
      this.#refusal = reason;
    });
    client.on('memprof.disturbed', () => this.#record.warn(DISTURBED));
    client.on<{ signal: NodeJS.Signals }>('memprof.signal', ({ signal }) => this.#signalled(signal));
    this.#target.onPause = (pause) => this.#paused(pause);
  }

  /**
   * Lets the program run to its end.
   *
   * @returns What also stands in the capture directory.
   * @throws MemprofError `TARGET_FAILED` when the program could not be started.
   */
  static async run(
    options: RecordingOptions,
    program: StartedProgram,
    observer: LabelObserver,
  ): Promise<OpenCapture> {
    const recording = new Recording(options, program, observer);
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
    await this.#queue.drained();
    this.#queue.analyse();
    const { lines, notes } = this.#options.collectLines();
    this.#record.add(...notes);
    this.#explainMissingEnd(ending);
    const scripts = this.#taker.scripts();
    const manifest = this.#manifest(ending);
    this.#record.save(manifest, scripts, this.#memory, lines);
    const { path: directory } = this.#options.directory;
    return { directory, manifest, memory: this.#memory.samples(), scripts, lines };
  }

  /** An abort has its own words in the report; where something else went wrong there is a note already. */
  #explainMissingEnd({ signal }: Ending): void {
    const labels = this.#taker.labels();
    const isWhole = labels.length === 0 || labels.some(({ kind }) => kind === 'end');
    if (isWhole || signal === 'SIGABRT' || this.#record.hasNotes) return;
    const by = signal === null ? 'the program was gone' : `${signal} ended the program`;
    this.#record.warn(`There is no "end" label: ${by} before it was taken.`);
  }

  async #ready(): Promise<void> {
    try {
      await this.#follower?.followWorkersOf(this.#target.client, null);
      // Begun later, V8 would miss objects.
      await this.#target.begin(this.#options.settings.exact ? { kind: 'exact' } : undefined);
    } catch (error) {
      this.#record.warn(`The target's inspector failed: ${messageOf(error)}`);
    }
  }

  #paused(pause: Pause): void {
    this.#queue.add(() => this.#handle(pause));
    this.#letGoOn();
  }

  #letGoOn(): void {
    this.#queue.addWithAnalysis(async () => {
      if (!this.#hasEnded) return this.#target.resume();
      await this.#target.disconnect();
      // No label comes any more that would have to wait for it.
      this.#queue.analyse();
    });
  }

  async #handle(pause: Pause): Promise<void> {
    if (pause.kind === 'introduction') {
      this.#node = String(await this.#target.evaluate('process.version'));
    } else if (pause.kind === 'script') {
      if (this.#isUserScript(pause.url)) await this.#start();
    } else if (pause.kind === 'out-of-heap') {
      this.#record.warn(OUT_OF_HEAP);
      await this.#end();
    } else if (pause.kind === 'label') {
      if (pause.label === 'start') await this.#start();
      else if (pause.label === 'end') await this.#end();
      else if (pause.label === 'loaded') await this.#loaded();
      else await this.#label('mark', pause.label.slice('mark:'.length));
    }
  }

  async #loaded(): Promise<void> {
    this.#isLoaded = true;
    await this.#keepScripts();
  }

  /** Not while they run for the first time: their loops would stay slow. Packages live on in Node's cache of modules. */
  async #keepScripts(): Promise<void> {
    await this.#target.looseScripts.keep((url) => this.#isUserScript(url) && !url.includes('/node_modules/'));
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
    const { exact, keepInlining, samplingIntervalBytes } = this.#options.settings;
    if (!keepInlining) await this.#target.stopInlining();
    // Not sooner: neither Node's start nor V8's halt before the first line is the program's doing.
    if (!exact) await this.#target.follow({ kind: 'sampling', intervalBytes: samplingIntervalBytes });
    await this.#take('start', 'start', true);
    this.#save();
    this.#memory.start();
    if (exact) this.#endWhenIdle();
    const { every } = this.#options;
    if (every === null) return;
    this.#timer = setInterval(() => {
      // A target slower than the clock is not made slower still.
      if (!this.#isTaking) this.#queue.addWithAnalysis(() => this.#label('every', `every ${every.text}`));
    }, every.milliseconds);
  }

  /** Letting go stops the timer that V8 has while it tracks allocations, and the program ends by itself. */
  #endWhenIdle(): void {
    const state = () =>
      this.#hasEnded || this.#target.client.isGone ? 'over' : this.#isTaking ? 'busy' : 'running';
    watchForIdleness(this.#target, state, () => {
      this.#queue.add(() => this.#end());
      this.#letGoOn();
    });
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
    this.#save();
  }

  /** Whatever becomes of memprof: what has been taken can be read. The last save leaves the note away. */
  #save(): void {
    const manifest = this.#manifest({ exitCode: null, signal: null });
    const notes = [...manifest.notes, CUT_SHORT];
    this.#record.save({ ...manifest, notes }, this.#taker.scripts(), this.#memory);
  }

  async #take(kind: LabelKind, name: string, isEdge: boolean): Promise<void> {
    this.#isTaking = true;
    try {
      if (this.#isLoaded || kind === 'end') await this.#keepScripts();
      const index = this.#taker.labels().length;
      this.#queue.leave(await this.#taker.take(kind, name, isEdge, () => this.#queue.analyse()));
      const { snapshots } = this.#options.settings;
      const wantsSnapshots = snapshots === 'labels' || (snapshots === 'first-last' && isEdge);
      await this.#follower?.take(labelStem(index, name), name, wantsSnapshots);
    } finally {
      this.#isTaking = false;
    }
  }

  #signalled(signal: NodeJS.Signals): void {
    this.#relay.seen(signal);
    if (signal !== this.#options.labelSignal) void this.#deadly.came(signal);
    else this.#queue.addWithAnalysis(() => this.#label('signal', signal));
  }

  #manifest({ exitCode, signal }: Ending): CaptureManifest {
    const refusal = this.#refusal === null ? [] : [refusalText(this.#refusal)];
    return this.#record.manifest({
      target: { node: this.#node, pid: this.#pid, exitCode, signal },
      labels: this.#taker.labels(),
      ...(this.#follower !== null && { places: this.#follower.records() }),
      ignoredMarks: this.#taker.ignoredMarks,
      buffers: this.#taker.buffers(),
      notes: [...this.#taker.notes, ...refusal.map((text) => ({ kind: 'warning' as const, text }))],
    });
  }
}

function refusalText(reason: string): string {
  return `The target let no inspector in (${reason}), so nothing could be recorded. Run it without Node's permission model, or allow worker threads and the inspector.`;
}
