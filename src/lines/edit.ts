import type { Insertion, OpenedSite } from './insertions.ts';

/** Generated column, source 0, original line, original column; all 0-based, as in a decoded source map. */
export type Segment = [number, number, number, number];

/** A source with insertions made. Every line keeps its number; functions made of sites follow the last. */
export interface Edited {
  readonly code: string;
  /** For each line, its mappings, by generated column. */
  readonly segments: readonly Segment[][];
  /** Those of the segments that map the function of a site, not the program's text, if asked for. */
  readonly siteSegments: ReadonlySet<Segment>;
  /** Those that text of the rewriting follows, not of the program, if asked for. */
  readonly gapSegments: ReadonlySet<Segment>;
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
  /** Whether it is of interest what each segment maps; it costs time. */
  readonly tellSegments: boolean;
}

/**
 * Makes the insertions and notes where everything went.
 *
 * @param starts - Offsets of the lines of the source.
 */
export function edit(
  source: string,
  starts: readonly number[],
  insertions: readonly Insertion[],
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

/** Text being written: the file itself, or a function that is to follow it, on one line. */
interface Output {
  readonly isApart: boolean;
  code: string;
  /** Where the line being written starts in the code. */
  lineStart: number;
  readonly segments: Segment[][];
  /** Line and column (0-based, alternating) of functions of sites. */
  readonly sites: number[];
  /** Whether Node is kept from printing the line being written. */
  isHidden: boolean;
}

class Editor {
  readonly #source: string;
  readonly #starts: readonly number[];
  readonly #options: EditOptions;
  readonly #siteSegments = new Set<Segment>();
  readonly #gapSegments = new Set<Segment>();
  /** Outputs that wait for the site being written to end, with the source's line where it started. */
  readonly #waiting: { readonly output: Output; readonly line: number }[] = [];
  readonly #apart: Output[] = [];
  #output: Output = newOutput(false);
  #copied = 0;
  /** The line of the source that `#copied` is on. */
  #line = 0;

  constructor(source: string, starts: readonly number[], options: EditOptions) {
    this.#source = source;
    this.#starts = starts;
    this.#options = options;
    this.#map();
  }

  /** Copies text of the source up to an offset. */
  copyTo(at: number): void {
    const output = this.#output;
    if (output.isApart) this.#copyBreaksAsSpaces(at);
    else {
      const shift = output.code.length - this.#copied;
      while (this.#starts[this.#line + 1] <= at) {
        output.lineStart = this.#starts[++this.#line] + shift;
        // Composition needs one; else what no mapping is for is where it was.
        output.segments.push(this.#options.tellSegments ? [[0, 0, this.#line, 0]] : []);
        output.isHidden = false;
      }
    }
    output.code += this.#source.slice(this.#copied, at);
    this.#copied = at;
  }

  #copyBreaksAsSpaces(at: number): void {
    while (this.#starts[this.#line + 1] <= at) {
      const end = this.#starts[++this.#line];
      this.#output.code += this.#source.slice(this.#copied, end).trimEnd() + ' ';
      this.#copied = end;
      this.#map();
    }
  }

  insert(text: string): void {
    this.#output.code += text;
    this.#map();
  }

  openArrow(text: string, { site, functionShift }: OpenedSite): void {
    this.#mapSite(functionShift, site.position);
    const arrow = text.indexOf('=>') + 2;
    this.insert(text.slice(0, arrow) + this.#hide() + text.slice(arrow));
  }

  openApart(call: string, { site, functionShift }: OpenedSite, head: string): void {
    this.#mapGap();
    this.#output.code += call + this.#hide();
    this.#waiting.push({ output: this.#output, line: this.#line });
    this.#output = newOutput(true);
    this.#mapGap();
    this.#mapSite(functionShift, site.position);
    this.insert(head + this.#hide());
  }

  closeApart(text: string): void {
    this.#mapGap();
    this.#output.code += text;
    this.#apart.push(this.#output);
    const { output, line } = this.#waiting.pop()!;
    this.#output = output;
    for (let broken = line + 1; broken <= this.#line && !output.isApart; broken++) {
      output.code += '\n';
      output.lineStart = output.code.length;
      output.segments.push([]);
      output.isHidden = false;
      this.#mapGap();
    }
    this.insert(')');
  }

  #hide(): string {
    if (!this.#options.hideLines || this.#output.isHidden) return '';
    this.#output.isHidden = true;
    return HIDE_LINE;
  }

  #map(): Segment {
    const { code, lineStart, segments } = this.#output;
    const column = this.#copied - this.#starts[this.#line];
    const segment: Segment = [code.length - lineStart, 0, this.#line, column];
    segments[segments.length - 1].push(segment);
    return segment;
  }

  #mapGap(): void {
    const segment = this.#map();
    if (this.#options.tellSegments) this.#gapSegments.add(segment);
  }

  #mapSite(shift: number, position: number): void {
    const { code, lineStart, segments, sites } = this.#output;
    // Sites span few lines.
    let line = this.#line;
    while (this.#starts[line + 1] <= position) line++;
    const column = code.length - lineStart + shift;
    const segment: Segment = [column, 0, line, position - this.#starts[line]];
    segments[segments.length - 1].push(segment);
    if (this.#options.tellSegments) this.#siteSegments.add(segment);
    sites.push(segments.length - 1, column);
  }

  finish(): Edited {
    const outputs = [this.#output, ...this.#apart];
    const segments: Segment[][] = [];
    const sitePositions: number[] = [];
    for (const { isApart, segments: own, sites } of outputs) {
      // V8's profiles name a function by its parameters, its stack traces by the word `function`.
      if (isApart) sitePositions.push(segments.length + 1, 1);
      for (let i = 0; i < sites.length; i += 2) {
        sitePositions.push(segments.length + sites[i] + 1, sites[i + 1] + 1);
      }
      for (const line of own) segments.push(line);
    }
    return {
      code: outputs.map(({ code }) => code).join('\n'),
      segments,
      siteSegments: this.#siteSegments,
      gapSegments: this.#gapSegments,
      sitePositions,
    };
  }
}

function newOutput(isApart: boolean): Output {
  return { isApart, code: '', lineStart: 0, segments: [[]], sites: [], isHidden: false };
}
