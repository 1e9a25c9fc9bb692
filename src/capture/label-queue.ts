/**
 * How soon another label may come for the analysis of the last to wait for it, in milliseconds. While V8 writes a snapshot
 * it costs no time; begun between two labels it may keep the second waiting, for a second with a heap of 100 MB.
 */
const SOON_MS = 2000;

/** What is done with the target, one thing at a time: a label may be asked for while another is being taken. */
export class LabelQueue {
  readonly #isGone: () => boolean;
  readonly #warn: (text: string) => void;
  #last: Promise<void> = Promise.resolve();
  /** What is left to do for the last label once the program goes on. */
  #leftToDo: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Tasks that are not done. */
  #pending = 0;

  /** @param isGone - True once the target cannot be reached: what fails then is no news. */
  constructor(isGone: () => boolean, warn: (text: string) => void) {
    this.#isGone = isGone;
    this.#warn = warn;
  }

  /** Does this after all that was added before. */
  add(task: () => Promise<unknown>): void {
    this.#pending++;
    this.#last = this.#last
      .then(task)
      .catch((error: unknown) => {
        if (!this.#isGone()) this.#warn(`A label was lost: ${messageOf(error)}`);
      })
      .then(() => void this.#pending--);
  }

  /** @returns a promise for the end of all that has been added. */
  async drained(): Promise<void> {
    await this.#last;
  }

  /** Keeps the analysis of a label, for which the program need not wait; does that of the label before. */
  leave(analysis: () => void): void {
    this.analyse();
    this.#leftToDo = analysis;
  }

  /** Does the analysis that is left. */
  analyse(): void {
    const leftToDo = this.#leftToDo;
    this.#leftToDo = null;
    try {
      leftToDo?.();
    } catch (error) {
      // It may come while the next label is being taken, or at the very end: neither must be lost over it.
      this.#warn(`A label could not be analysed: ${messageOf(error)}`);
    }
  }

  /** Adds a task that ends with the target going on, and then the analysis. */
  addWithAnalysis(task: () => Promise<unknown>): void {
    this.add(task);
    this.add(async () => this.#analyseSoon());
  }

  /** Unless another label comes at once: then while V8 is busy with it. */
  #analyseSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // With a label under way it would come right behind that, and before the next.
      if (this.#pending === 0) this.add(async () => this.analyse());
    }, SOON_MS);
    this.#timer.unref();
  }
}

/** The message of what was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
