import type { Insertion, OpenedSite } from './insertions.ts';
import type { LiftedFunction } from './walk/lift.ts';
import type { Site } from './walk/sites.ts';
import { Output } from './output.ts';
import { GAP, Segments, SITE, TEXT } from './segments.ts';

/** A source with insertions made. Every line keeps its number; functions made of sites follow the last. */
export interface Edited {
  readonly code: string;
  readonly segments: Segments;
  /** For each site: generated line and column (1-based) of its function; of one that is apart, two of them. */
  readonly sitePositions: readonly number[];
}

/**
 * Node prints the line an uncaught error was thrown on, unless it holds this text. A line that was edited
 * must not be printed as it is; fatal-lines.ts prints the program's own.
 */
const HIDE_LINE = '/*node-do-not-add-exception-line*/';

/** How to edit. */
export interface EditOptions {
  /** Keep Node from printing edited lines above an uncaught error. */
  readonly hideLines: boolean;
  /** Whether the map is to be composed with another. */
  readonly isComposed: boolean;
}

/**
 * Makes the insertions and notes where everything went.
 *
 * @param starts - Offsets of the lines of the source.
 */
export function edit(
  source: string,
  starts: readonly number[],
  insertions: Iterable<Insertion>,
  options: EditOptions,
): Edited {
  const editor = new Editor(source, starts, options);
  for (const insertion of insertions) editor.make(insertion);
  editor.copyTo(source.length);
  return editor.finish();
}

class Editor {
  readonly #source: string;
  readonly #starts: readonly number[];
  readonly #options: EditOptions;
  /** Outputs that wait for the site being written to end, with the source's line where it started. */
  readonly #waiting: { readonly output: Output; readonly line: number }[] = [];
  readonly #main = new Output(false);
  #output = this.#main;
  readonly #apart: string[] = [];
  readonly #apartSegments = new Segments();
  readonly #apartSites: number[] = [];
  /** Outputs of sites that have ended. */
  readonly #free: Output[] = [];
  #copied = 0;
  /** Whether text of the source is left out. */
  #isSkipping = false;
  /** The line of the source that `#copied` is on. */
  #line = 0;

  constructor(source: string, starts: readonly number[], options: EditOptions) {
    this.#source = source;
    this.#starts = starts;
    this.#options = options;
    this.#map(TEXT);
  }

  make(insertion: Insertion): void {
    const { kind, at, text } = insertion;
    this.copyTo(at);
    switch (kind) {
      case 'arrow':
        return this.#openArrow(text, insertion.site);
      case 'apart':
        return this.#openApart(text, insertion.site, insertion.head);
      case 'end of apart':
        return this.#closeApart(text);
      case 'lift':
        return this.#openLift(text, insertion.site);
      case 'part':
        this.#isSkipping = false;
        return this.#insert(text);
      case 'end of part':
        this.#map(GAP);
        this.#isSkipping = true;
        return this.#output.write(text);
      case 'end of lift':
        this.#isSkipping = false;
        return this.#insert(text);
      case 'text':
        return this.#insert(text);
    }
  }

  /** Copies text of the source up to an offset, or leaves it out. */
  copyTo(at: number): void {
    const output = this.#output;
    if (this.#isSkipping) this.#skipTo(at);
    else if (output.isApart) this.#copyBreaksAsSpaces(at);
    else {
      const shift = output.length - this.#copied;
      while (this.#starts[this.#line + 1] <= at) {
        const start = this.#starts[++this.#line] + shift;
        output.endLine(start);
        // Composition needs one; else what no mapping is for is where it was.
        if (this.#options.isComposed) output.segments.push(0, this.#line, 0, TEXT);
      }
    }
    output.write(this.#source.slice(this.#copied, at));
    this.#copied = at;
  }

  /** Line breaks stay, or every line after them would change its number. */
  #skipTo(at: number): void {
    while (this.#starts[this.#line + 1] <= at) {
      this.#line++;
      if (!this.#output.isApart) this.#breakLine();
    }
    this.#copied = at;
  }

  #breakLine(): void {
    this.#output.write('\n');
    this.#output.endLine(this.#output.length);
    this.#map(GAP);
  }

  #copyBreaksAsSpaces(at: number): void {
    while (this.#starts[this.#line + 1] <= at) {
      const end = this.#starts[++this.#line];
      this.#output.write(this.#source.slice(this.#copied, end).trimEnd() + ' ');
      this.#copied = end;
      this.#map(TEXT);
    }
  }

  #insert(text: string): void {
    this.#output.write(text);
    this.#map(TEXT);
  }

  #openArrow(text: string, { site, functionShift }: OpenedSite): void {
    this.#mapSite(functionShift, site.position);
    const arrow = text.indexOf('=>') + 2;
    this.#insert(text.slice(0, arrow) + this.#hide() + text.slice(arrow));
  }

  #openApart(call: string, { site, functionShift }: OpenedSite, head: string): void {
    this.#map(GAP);
    this.#output.write(call + this.#hide());
    this.#waiting.push({ output: this.#output, line: this.#line });
    this.#output = this.#free.pop() ?? new Output(true);
    this.#map(GAP);
    this.#mapSite(functionShift, site.position);
    this.#insert(head + this.#hide());
  }

  #closeApart(text: string): void {
    this.#map(GAP);
    this.#output.write(text);
    this.#putAside(this.#output);
    const { output, line } = this.#waiting.pop()!;
    this.#output = output;
    for (let broken = line + 1; broken <= this.#line && !output.isApart; broken++) {
      this.#breakLine();
    }
    this.#insert(')');
  }

  #openLift(gap: string, { lift, position }: Site): void {
    const { name, first, functions } = lift!;
    this.#map(GAP);
    const assignment = first?.isAssigned === true ? `${first.name}=` : '';
    this.#output.write(`${gap}${assignment}${name}(${this.#hide()}`);
    if (first !== undefined) {
      this.#mapTo(first.at, GAP);
      this.#output.write(first.name);
    }
    for (const each of functions) this.#putFunction(each, position);
    this.#isSkipping = true;
  }

  /** Adds a function that holds no text of the source. */
  #putFunction({ name, parameters, body }: LiftedFunction, position: number): void {
    const outer = this.#output;
    this.#output = this.#free.pop() ?? new Output(true);
    this.#map(GAP);
    const head = `function ${name}`;
    this.#mapSite(head.length, position);
    this.#output.write(`${head}(${parameters.join()}){${this.#hide()}return (`);
    for (const piece of body) {
      if (typeof piece === 'string') this.#output.write(piece);
      else this.#mapTo(piece, GAP);
    }
    this.#output.write(')}');
    this.#putAside(this.#output);
    this.#output = outer;
  }

  /** Adds a function to those that follow the file. */
  #putAside(output: Output): void {
    const line = this.#apart.push(output.take()) - 1;
    // V8's profiles name a function by its parameters, its stack traces by the word `function`.
    this.#apartSites.push(line, 0);
    for (let i = 1; i < output.sites.length; i += 2) this.#apartSites.push(line, output.sites[i]);
    if (line > 0) this.#apartSegments.endLine();
    this.#apartSegments.append(output.segments);
    output.segments.clear();
    output.sites.length = 0;
    this.#free.push(output);
  }

  #hide(): string {
    if (!this.#options.hideLines || this.#output.isHidden) return '';
    this.#output.isHidden = true;
    return HIDE_LINE;
  }

  #map(kind: number): void {
    this.#output.map(this.#line, this.#copied - this.#starts[this.#line], kind);
  }

  #mapTo(position: number, kind: number): void {
    const line = this.#lineOf(position);
    this.#output.map(line, position - this.#starts[line], kind);
  }

  #mapSite(shift: number, position: number): void {
    const line = this.#lineOf(position);
    this.#output.mapSite(line, position - this.#starts[line], SITE, shift);
  }

  /** The line of an offset in the site that starts. */
  #lineOf(position: number): number {
    // Sites span few lines.
    let line = this.#line;
    while (this.#starts[line + 1] <= position) line++;
    return line;
  }

  finish(): Edited {
    const { segments, sites } = this.#main;
    const code = this.#main.take();
    if (this.#apart.length > 0) segments.endLine();
    const firstApart = segments.lines;
    segments.append(this.#apartSegments);
    const sitePositions: number[] = [];
    const note = (lines: readonly number[], before: number) => {
      for (let i = 0; i < lines.length; i += 2) sitePositions.push(lines[i] + before + 1, lines[i + 1] + 1);
    };
    note(sites, 0);
    note(this.#apartSites, firstApart);
    return { code: [code, ...this.#apart].join('\n'), segments, sitePositions };
  }
}
