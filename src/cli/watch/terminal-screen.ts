import type { ReadStream, WriteStream } from 'node:tty';

const ESCAPE = '\u001b[';
/** Alternate screen, no cursor, and no wrapping: a line too long is cut. */
const ENTER = `${ESCAPE}?1049h${ESCAPE}?25l${ESCAPE}?7l`;
const LEAVE = `${ESCAPE}0m${ESCAPE}?7h${ESCAPE}?25h${ESCAPE}?1049l`;
/** How long the system may take to stop us when it is asked to, in milliseconds. */
const STOPPING_MS = 100;
/** Terminals that know these show all of a frame at once; others ignore them. */
const BEGIN_FRAME = `${ESCAPE}?2026h`;
const END_FRAME = `${ESCAPE}?2026l`;

/**
 * The whole terminal, for as long as something is drawn on it.
 *
 * It is given back when it is closed, and also when memprof exits or fails before that.
 */
export class TerminalScreen {
  readonly #output: WriteStream;
  readonly #input: ReadStream | null;
  readonly #onKey: (key: string) => void;
  #shown = '';
  #isOpen = false;
  #isClosed = false;
  #onResize: () => void = () => undefined;

  /** @param input - Null when it is no terminal: then there are no keys. */
  constructor(output: WriteStream, input: ReadStream | null, onKey: (key: string) => void) {
    this.#output = output;
    this.#input = input;
    this.#onKey = onKey;
  }

  get width(): number {
    return this.#output.columns || 80;
  }

  get height(): number {
    return this.#output.rows || 24;
  }

  /** @param onResize - The size has changed: draw again. */
  open(onResize: () => void): void {
    this.#onResize = onResize;
    process.on('exit', this.#giveBack);
    // Before Node prints the error, which would else be lost with this screen.
    process.on('uncaughtExceptionMonitor', this.#giveBack);
    this.#enter();
    this.#output.on('resize', () => {
      this.#shown = '';
      if (this.#isOpen) onResize();
    });
    this.#input?.setEncoding('utf8');
    this.#input?.on('data', (keys: string) => {
      for (const key of keys) this.#onKey(key);
    });
  }

  /** Draws lines from the top; what is there already is not sent again. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const frame = lines.map((line) => `${line}${ESCAPE}0m${ESCAPE}K`).join('\r\n');
    if (frame === this.#shown) return;
    this.#shown = frame;
    this.#output.write(`${BEGIN_FRAME}${ESCAPE}H${frame}${ESCAPE}J${END_FRAME}`);
  }

  /** Stops memprof as Ctrl-Z stops other programs; `fg` of the shell shows the screen again. */
  suspend(): void {
    if (!this.#isOpen || process.platform === 'win32') return;
    this.#giveBack();
    // To the whole group, as the terminal would: npx and the watched script are in it.
    process.kill(0, 'SIGTSTP');
    // We stop somewhere in this time; it is over when we go on, or when no shell is there to stop us.
    setTimeout(() => {
      if (this.#isClosed) return;
      this.#enter();
      this.#onResize();
    }, STOPPING_MS);
  }

  close(): void {
    this.#isClosed = true;
    this.#giveBack();
    process.off('exit', this.#giveBack);
    process.off('uncaughtExceptionMonitor', this.#giveBack);
    this.#input?.pause();
  }

  #enter(): void {
    this.#isOpen = true;
    this.#shown = '';
    this.#output.write(ENTER);
    this.#input?.setRawMode(true);
  }

  readonly #giveBack = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#input?.setRawMode(false);
    } finally {
      this.#output.write(LEAVE);
    }
  };
}
