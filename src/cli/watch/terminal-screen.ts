import type { ReadStream, WriteStream } from 'node:tty';

const ESCAPE = '\u001b[';
/** Alternate screen, no cursor, and no wrapping: a line too long is cut. */
const ENTER = `${ESCAPE}?1049h${ESCAPE}?25l${ESCAPE}?7l`;
const LEAVE = `${ESCAPE}0m${ESCAPE}?7h${ESCAPE}?25h${ESCAPE}?1049l`;
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
    this.#isOpen = true;
    process.on('exit', this.#giveBack);
    // Before Node prints the error, which would else be lost with this screen.
    process.on('uncaughtExceptionMonitor', this.#giveBack);
    this.#output.write(ENTER);
    this.#output.on('resize', () => {
      this.#shown = '';
      if (this.#isOpen) onResize();
    });
    this.#input?.setRawMode(true);
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

  close(): void {
    this.#giveBack();
    process.off('exit', this.#giveBack);
    process.off('uncaughtExceptionMonitor', this.#giveBack);
    this.#input?.pause();
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
