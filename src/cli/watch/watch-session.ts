import type { WatchRecording } from '../../capture/watch/watch-recording.ts';
import { formatDuration } from '../../report/units.ts';
import { WatchCensuses } from './watch-censuses.ts';
import type { WatchModel } from './watch-model.ts';

/** How often to look, and whether to count objects without being asked. */
export interface WatchSessionOptions {
  readonly intervalMs: number;
  readonly takesCensuses: boolean;
  /** Called when there is something new to show. */
  readonly onChange: () => void;
}

/** The sampling profile is asked for at most this often, in milliseconds; it has to be read, too. */
const PROFILE_INTERVAL_MS = 2000;
/** How long the last label of a program that does not answer is waited for, in milliseconds. */
const LAST_LABEL_MS = 3000;

/** Keeps a model of a watched program up to date and does what keys ask for. */
export class WatchSession {
  readonly #recording: WatchRecording;
  readonly #model: WatchModel;
  readonly #options: WatchSessionOptions;
  readonly #censuses: WatchCensuses;
  #isOver = false;
  #wake: () => void = () => undefined;
  #profileAt = -Infinity;
  #isBusy = false;
  #hasEnded = false;
  #marks = 0;

  constructor(recording: WatchRecording, model: WatchModel, options: WatchSessionOptions) {
    this.#recording = recording;
    this.#model = model;
    this.#options = options;
    this.#censuses = new WatchCensuses(recording, model, options.takesCensuses);
    const { program } = recording;
    program.onMark = (name) => this.#mark(name);
    program.onExit = () => this.#end();
  }

  /** Looks again and again, until {@link stop} or until the program is gone. */
  async run(): Promise<void> {
    await this.#attempt('', async () => {
      this.#model.profile(await this.#recording.profile());
      await this.#recording.label('start', false);
    });
    this.#censuses.begin();
    while (!this.#isOver) {
      await this.#tick();
      if (!this.#isOver) await this.#pause();
    }
  }

  /** Ends {@link run} and takes the last label. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#wake();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_LABEL_MS);
    });
    await Promise.race([this.#end(), patience]);
    clearTimeout(timer);
  }

  /** Does what a key asks for; unknown keys do nothing. */
  async key(key: string): Promise<void> {
    if (key === 'o') {
      this.#model.toggleOrder();
    } else if (key === 'm') {
      this.#marks++;
      await this.#mark(`mark ${this.#marks}`);
    } else if (key === 'g') {
      await this.#exclusively('collecting garbage …', async () => {
        const before = this.#model.last?.heapUsedBytes ?? 0;
        await this.#recording.collect();
        await this.#look();
        const freed = before - (this.#model.last?.heapUsedBytes ?? 0);
        return `garbage collected: ${Math.max(0, freed / 2 ** 20).toFixed(1)} MiB freed`;
      });
    } else if (key === 's') {
      await this.#exclusively('taking a snapshot …', async () => {
        const startedAt = performance.now();
        const skipped = await this.#recording.label('snapshot', true);
        if (skipped !== null) return `no snapshot: ${skipped}`;
        this.#censuses.taken(performance.now() - startedAt);
        return `snapshot taken in ${formatDuration(performance.now() - startedAt)}`;
      });
    }
    this.#options.onChange();
  }

  async #tick(): Promise<void> {
    await this.#attempt('', () => this.#look());
    const now = performance.now();
    if (now - this.#profileAt >= PROFILE_INTERVAL_MS) {
      this.#profileAt = now;
      await this.#attempt('', async () => {
        this.#model.profile(await this.#recording.profile());
        this.#model.buffers = await this.#recording.buffers();
      });
    }
    if (!this.#isBusy && !this.#isOver) {
      await this.#attempt('the census failed', () => this.#censuses.takeIfDue());
    }
    this.#options.onChange();
  }

  async #look(): Promise<void> {
    this.#model.pulse(await this.#recording.pulse());
  }

  async #mark(name: string): Promise<void> {
    await this.#attempt('the mark was lost', async () => {
      await this.#recording.label(name, false);
      this.#model.profile(await this.#recording.profile());
      this.#model.rebase(name);
      this.#model.status = `${name}: growth counts from here`;
    });
    this.#options.onChange();
  }

  async #end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    await this.#attempt('', () => this.#recording.label('end', false));
  }

  async #exclusively(doing: string, action: () => Promise<string>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#model.status = doing;
    this.#options.onChange();
    try {
      await this.#attempt('it failed', async () => {
        this.#model.status = await action();
      });
    } finally {
      this.#isBusy = false;
    }
  }

  /** A program that has gone, or is too busy, is no mistake of ours: `WatchedProgram.ended` tells the rest. */
  async #attempt(failure: string, action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (this.#recording.program.target.client.isGone) this.#isOver = true;
      else if (failure !== '') this.#model.status = `${failure}: ${(error as Error).message}`;
      else if (!(error instanceof Error)) throw error;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.intervalMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
