import type { Insertion, OpenedSite } from './insertions.ts';
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
  for (const { at, text, opens, closes } of insertions) {
    editor.copyTo(at);
    if (opens?.head !== undefined) editor.openApart(text, opens, opens.head);
    else if (opens !== undefined) editor.openArrow(text, opens);
    else if (closes) editor.closeApart(text);
    else editor.insert(text);
  }
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
  /** The line of the source that `#copied` is on. */
  #line = 0;

  constructor(source: string, starts: readonly number[], options: EditOptions) {
    this.#source = source;
    this.#starts = starts;
    this.#options = options;
    this.#map(TEXT);
  }

  /** Copies text of the source up to an offset. */
  copyTo(at: number): void {
    const output = this.#output;
    if (output.isApart) this.#copyBreaksAsSpaces(at);
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

  #copyBreaksAsSpaces(at: number): void {
    while (this.#starts[this.#line + 1] <= at) {
      const end = this.#starts[++this.#line];
      this.#output.write(this.#source.slice(this.#copied, end).trimEnd() + ' ');
      this.#copied = end;
      this.#map(TEXT);
    }
  }

  insert(text: string): void {
    this.#output.write(text);
    this.#map(TEXT);
  }

  openArrow(text: string, { site, functionShift }: OpenedSite): void {
    this.#mapSite(functionShift, site.position);
    const arrow = text.indexOf('=>') + 2;
    this.insert(text.slice(0, arrow) + this.#hide() + text.slice(arrow));
  }

  openApart(call: string, { site, functionShift }: OpenedSite, head: string): void {
    this.#map(GAP);
    this.#output.write(call + this.#hide());
    this.#waiting.push({ output: this.#output, line: this.#line });
    this.#output = this.#free.pop() ?? new Output(true);
    this.#map(GAP);
    this.#mapSite(functionShift, site.position);
    this.insert(head + this.#hide());
  }

  closeApart(text: string): void {
    this.#map(GAP);
    this.#output.write(text);
    this.#putAside(this.#output);
    const { output, line } = this.#waiting.pop()!;
    this.#output = output;
    for (let broken = line + 1; broken <= this.#line && !output.isApart; broken++) {
      output.write('\n');
      output.endLine(output.length);
      this.#map(GAP);
    }
    this.insert(')');
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

  #mapSite(shift: number, position: number): void {
    // Sites span few lines.
    let line = this.#line;
    while (this.#starts[line + 1] <= position) line++;
    this.#output.mapSite(line, position - this.#starts[line], SITE, shift);
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
