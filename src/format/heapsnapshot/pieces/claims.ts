const LEFT = 0;
const FINISHED = 1;
const STATE = 2;

const RUNNING = 0;
const DONE = 1;
const FAILED = 2;

/** A helper that does nothing for so long will not come back: a piece takes a millisecond. */
const PATIENCE_MS = 5000;

/** Pieces of work that two threads divide among themselves: one takes the first of what is left, one the last. */
export class Claims {
  /** What the threads share. */
  readonly words: Int32Array;

  /** @param words - Of the other thread's claims; or how many pieces there are. */
  constructor(words: Int32Array | number) {
    this.words = typeof words === 'number' ? new Int32Array(new SharedArrayBuffer(12)) : words;
    if (typeof words === 'number') this.words[LEFT] = words;
  }

  /** Takes one of the pieces that are left; false when there is none. */
  take(): boolean {
    return Atomics.sub(this.words, LEFT, 1) > 0;
  }

  /** Leaves nothing to take. */
  drop(): void {
    Atomics.store(this.words, LEFT, 0);
  }

  /** The helper's sign of life, after each piece. */
  finish(): void {
    Atomics.add(this.words, FINISHED, 1);
  }

  /** Says that the helper takes no more: whether all it took is done. */
  end(isDone: boolean): void {
    if (!isDone) this.drop();
    Atomics.store(this.words, STATE, isDone ? DONE : FAILED);
    Atomics.notify(this.words, STATE);
  }

  /** Waits until the helper has ended; false when it failed, or has shown no sign of life for seconds. */
  wait(): boolean {
    let finished = Atomics.load(this.words, FINISHED);
    while (Atomics.wait(this.words, STATE, RUNNING, PATIENCE_MS) === 'timed-out') {
      const now = Atomics.load(this.words, FINISHED);
      if (now === finished) return false;
      finished = now;
    }
    return Atomics.load(this.words, STATE) === DONE;
  }
}
