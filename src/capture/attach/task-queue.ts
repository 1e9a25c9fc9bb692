/** Does one thing at a time, in the order they were asked for. */
export class TaskQueue {
  readonly #failed: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  /** @param failed - Told of what a task throws; the next one comes all the same. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Settles when all that has been asked for so far is done. */
  get done(): Promise<void> {
    return this.#last;
  }

  add(task: () => Promise<unknown>): void {
    this.#last = this.#last.then(async () => void (await task())).catch(this.#failed);
  }
}
