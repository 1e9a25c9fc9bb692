import type { LabelTaker } from '../label-taker.ts';
import { type LabelKind, labelStem } from '../labels.ts';
import type { CaptureSettings } from '../manifest.ts';
import type { Pause, Target } from '../target.ts';
import type { AttachedPlaces } from './attached-places.ts';
import { TaskQueue } from './task-queue.ts';

/** A length of time as it was given. */
export interface GivenDuration {
  readonly text: string;
  readonly milliseconds: number;
}

/** What labels of a running program are taken with. */
export interface AttachedLabelsOptions {
  readonly target: Target;
  readonly taker: LabelTaker;
  readonly snapshots: CaptureSettings['snapshots'];
  /** Told when a label in between is whole. */
  readonly taken: () => void;
  /** Told that the program is about to exit, and has been looked at. */
  readonly exited: () => void;
  /** Told what a label has failed of. */
  readonly failed: (error: unknown) => void;
}

/** Takes the labels of a running program, one at a time, whoever asks for them: the clock, its marks, or its exit. */
export class AttachedLabels {
  readonly #options: AttachedLabelsOptions;
  readonly #queue: TaskQueue;
  /** Workers and children that are looked at, too. */
  places: AttachedPlaces | null = null;
  #isTaking = false;
  #hasEnded = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: AttachedLabelsOptions) {
    this.#options = options;
    this.#queue = new TaskQueue(options.failed);
    options.target.onPause = (pause) => this.#paused(pause);
  }

  /** Settles when all labels that were asked for so far have been taken. */
  get done(): Promise<void> {
    return this.#queue.done;
  }

  /** Takes the first. @param name - `start` of a recording, `now` where it is the only one. */
  begin(name: 'start' | 'now'): void {
    this.#queue.add(() => this.#take('start', name, true));
    // Exits and marks may come while the first label is being taken; their turn is after it.
    if (name === 'start') this.#queue.add(() => this.#options.target.call('watchLabels'));
  }

  /** Takes one every so often. */
  every({ text, milliseconds }: GivenDuration): void {
    this.#timer = setInterval(() => {
      // A target slower than the clock is not made slower still.
      if (!this.#isTaking) this.#queue.add(() => this.#label('every', `every ${text}`));
    }, milliseconds);
  }

  /** Takes the last, unless the program's exit has. */
  end(): void {
    this.#queue.add(() => this.#takeEnd());
  }

  /** No more by the clock. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** A label may be asked for while another is being taken. */
  #paused(pause: Pause): void {
    const isOutOfHeap = pause.kind === 'out-of-heap';
    const isExit = isOutOfHeap || (pause.kind === 'label' && pause.label === 'end');
    this.#queue.add(async () => {
      if (isExit) await this.#takeEnd();
      else if (pause.kind === 'label') await this.#label('mark', pause.label.slice('mark:'.length));
    });
    this.#queue.add(async () => {
      const { target } = this.#options;
      await (isOutOfHeap ? target.letDie() : target.resume());
      if (isExit) this.#options.exited();
    });
  }

  async #label(kind: LabelKind, name: string): Promise<void> {
    if (this.#hasEnded) return;
    await this.#take(kind, name, false);
    this.#options.taken();
  }

  async #takeEnd(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    await this.#take('end', 'end', true);
  }

  async #take(kind: LabelKind, name: string, isEdge: boolean): Promise<void> {
    this.#isTaking = true;
    try {
      const { taker, snapshots } = this.#options;
      const index = taker.labels().length;
      const analyse = await taker.take(kind, name, isEdge);
      const wantsSnapshots = snapshots === 'labels' || (snapshots === 'first-last' && isEdge);
      await this.places?.take(labelStem(index, name), name, wantsSnapshots);
      analyse();
    } finally {
      this.#isTaking = false;
    }
  }
}
