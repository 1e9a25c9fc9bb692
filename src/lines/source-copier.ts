import { Output } from './output.ts';
import { GAP, SITE, TEXT } from './segments.ts';

/** Copies a source to outputs, and notes where everything went. */
export class SourceCopier {
  readonly #source: string;
  readonly #starts: readonly number[];
  readonly #isComposed: boolean;
  /** What is written to. */
  output = new Output(false);
  /** Whether text of the source is left out. */
  isSkipping = false;
  /** The line of the source that copying has come to. */
  line = 0;
  #copied = 0;

  /**
   * @param starts - Offsets of the lines of the source.
   * @param isComposed - Whether the map is to be composed with another.
   */
  constructor(source: string, starts: readonly number[], isComposed: boolean) {
    this.#source = source;
    this.#starts = starts;
    this.#isComposed = isComposed;
    this.map(TEXT);
  }

  /** Copies text of the source up to an offset, or leaves it out. */
  copyTo(at = this.#source.length): void {
    const { output } = this;
    if (this.isSkipping) this.#skipTo(at);
    else if (output.isApart) this.#copyBreaksAsSpaces(at);
    else {
      const shift = output.length - this.#copied;
      while (this.#starts[this.line + 1] <= at) {
        const start = this.#starts[++this.line] + shift;
        output.endLine(start);
        // Composition needs one; else what no mapping is for is where it was.
        if (this.#isComposed) output.segments.push(0, this.line, 0, TEXT);
      }
    }
    output.write(this.#source.slice(this.#copied, at));
    this.#copied = at;
  }

  /** Line breaks stay, or every line after them would change its number. */
  #skipTo(at: number): void {
    while (this.#starts[this.line + 1] <= at) {
      this.line++;
      if (!this.output.isApart) this.breakLine();
    }
    this.#copied = at;
  }

  #copyBreaksAsSpaces(at: number): void {
    while (this.#starts[this.line + 1] <= at) {
      const end = this.#starts[++this.line];
      this.output.write(this.#source.slice(this.#copied, end).trimEnd() + ' ');
      this.#copied = end;
      this.map(TEXT);
    }
  }

  /** Writes a line break. */
  breakLine(): void {
    this.output.write('\n');
    this.output.endLine(this.output.length);
    this.map(GAP);
  }

  /** Writes text that is not of the source. */
  insert(text: string): void {
    this.output.write(text);
    this.map(TEXT);
  }

  /** Maps what is written next to where copying has come to. */
  map(kind: number): void {
    this.output.map(this.line, this.#copied - this.#starts[this.line], kind);
  }

  /** Maps a function of the program, which starts here and allocates on this line alone. */
  mapExact(): void {
    this.output.mapExact(this.line, this.#copied - this.#starts[this.line], TEXT);
  }

  /** Maps what is written next to an offset of the source. */
  mapTo(position: number, kind: number): void {
    const line = this.#lineOf(position);
    this.output.map(line, position - this.#starts[line], kind);
  }

  /** Notes the function of a site, so many characters ahead, and maps it to the site's place. */
  mapSite(shift: number, position: number): void {
    const line = this.#lineOf(position);
    this.output.mapSite(line, position - this.#starts[line], SITE, shift);
  }

  /** The line of an offset in the site that starts. */
  #lineOf(position: number): number {
    // Sites span few lines.
    let { line } = this;
    while (this.#starts[line + 1] <= position) line++;
    return line;
  }
}
