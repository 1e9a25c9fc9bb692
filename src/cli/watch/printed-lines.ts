import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { Ring } from '../../capture/ring.ts';

const KEPT_LINES = 50;
const LONGEST_LINE = 1000;
/** Control characters that neither end a line nor keep a distance. */
// oxlint-disable-next-line no-control-regex
const SILENT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** The last lines a program has printed, without control characters: they would draw on our screen. */
export class PrintedLines {
  readonly #whole = new Ring<string>(KEPT_LINES);
  readonly #decoder = new StringDecoder('utf8');
  #unfinished = '';

  add(piece: Buffer): void {
    const lines = (this.#unfinished + this.#decoder.write(piece)).split(/\r\n|\n|\r/);
    this.#unfinished = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) this.#whole.add(fitToShow(line));
  }

  toArray(): string[] {
    const whole = this.#whole.toArray();
    return this.#unfinished === '' ? whole : [...whole, fitToShow(this.#unfinished)];
  }
}

function fitToShow(line: string): string {
  return stripVTControlCharacters(line.slice(0, LONGEST_LINE)).replace(SILENT, '');
}
