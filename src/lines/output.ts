import { Segments } from './segments.ts';

/** Text being written, with its mappings: the file itself, or a function that is to follow it, on one line. */
export class Output {
  readonly isApart: boolean;
  readonly segments = new Segments();
  /** Line and column (0-based, alternating) of functions of sites. */
  sites: number[] = [];
  /** The same of functions of the program that allocate on one line alone. */
  exact: number[] = [];
  /** Whether Node is kept from printing the line being written. */
  isHidden = false;
  #code = '';
  /** Where the line being written starts in the code. */
  #lineStart = 0;

  constructor(isApart: boolean) {
    this.isApart = isApart;
  }

  get length(): number {
    return this.#code.length;
  }

  write(text: string): void {
    this.#code += text;
  }

  /** Ends a line: the next starts at an offset of the code, which may still be to come. */
  endLine(nextStart: number): void {
    this.segments.endLine();
    this.#lineStart = nextStart;
    this.isHidden = false;
  }

  /** Maps what is written next, or so many characters later. */
  map(line: number, originalColumn: number, kind: number, shift = 0): number {
    const column = this.#code.length - this.#lineStart + shift;
    this.segments.push(column, line, originalColumn, kind);
    return column;
  }

  /** Notes that the function of a site is mapped so many characters later. */
  mapSite(line: number, originalColumn: number, kind: number, shift: number): void {
    this.sites.push(this.segments.lines, this.map(line, originalColumn, kind, shift));
  }

  /** Notes that a function that starts here allocates on this line alone. */
  mapExact(line: number, originalColumn: number, kind: number): void {
    this.exact.push(this.segments.lines, this.map(line, originalColumn, kind));
  }

  /** The text; the output is empty then, and may be used again. */
  take(): string {
    const code = this.#code;
    this.#code = '';
    this.#lineStart = 0;
    this.isHidden = false;
    return code;
  }
}
