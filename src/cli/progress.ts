import type { Io } from './io.ts';

/** Longest text before the bar, so that the line never wraps. */
const BAR_COLUMNS = 20;
const ERASE_LINE = '\r\u001b[2K';

/** One line on stderr that says what is going on; silent where stderr is no terminal. */
export class Progress {
  readonly #io: Io;
  #isShown = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /** @param done - 0 … 1. */
  show(what: string, done: number): void {
    const filled = Math.round(done * BAR_COLUMNS);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)}`;
    this.say(`${what} ${bar} ${Math.round(done * 100)} %`);
  }

  /** Shows a line of its own words, where no share is known. */
  say(what: string): void {
    if (this.#io.stderr.isTTY !== true) return;
    this.#io.stderr.write(`${ERASE_LINE}memprof  ${what}`);
    this.#isShown = true;
  }

  /** Leaves no trace on the screen. */
  clear(): void {
    if (this.#isShown) this.#io.stderr.write(ERASE_LINE);
    this.#isShown = false;
  }
}
