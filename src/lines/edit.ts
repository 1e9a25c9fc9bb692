import type { Edited } from './edited.ts';
import { FunctionsApart } from './functions-apart.ts';
import type { Insertion, OpenedSite } from './insertions.ts';
import type { Output } from './output.ts';
import { GAP, TEXT } from './segments.ts';
import { SourceCopier } from './source-copier.ts';
import { putFunction, writeText } from './lifted-functions.ts';
import type { Site } from './walk/sites.ts';

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
  const copier = new SourceCopier(source, starts, options.isComposed);
  const editor = new Editor(copier, options.hideLines);
  for (const insertion of insertions) editor.make(insertion);
  copier.copyTo();
  return editor.apart.joinTo(copier.output);
}

class Editor {
  readonly #copier: SourceCopier;
  readonly #hideLines: boolean;
  readonly apart = new FunctionsApart();
  /** Outputs that wait for the site being written to end; the source's line where it started, and its name. */
  readonly #waiting: { readonly output: Output; readonly line: number; readonly name: string }[] = [];

  constructor(copier: SourceCopier, hideLines: boolean) {
    this.#copier = copier;
    this.#hideLines = hideLines;
  }

  make(insertion: Insertion): void {
    const { kind, at, text } = insertion;
    const copier = this.#copier;
    copier.copyTo(at);
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
      case 'end of lift':
        copier.isSkipping = false;
        return copier.insert(text);
      case 'end of part':
        copier.map(GAP);
        copier.isSkipping = true;
        return copier.output.write(text);
      case 'exact function':
        return copier.mapExact();
      case 'text':
        return copier.insert(text);
    }
  }

  #openArrow(text: string, { site, functionShift }: OpenedSite): void {
    this.#copier.mapSite(functionShift, site.position);
    const arrow = text.indexOf('=>') + 2;
    this.#copier.output.write(text.slice(0, arrow) + this.#hide() + text.slice(arrow));
    this.#openWrap(site);
  }

  #openApart(call: string, { site, functionShift }: OpenedSite, head: string): void {
    const copier = this.#copier;
    copier.map(GAP);
    copier.output.write(call + this.#hide());
    const name = head.slice('function '.length, functionShift);
    this.#waiting.push({ output: copier.output, line: copier.line, name });
    copier.output = this.apart.start();
    copier.map(GAP);
    copier.mapSite(functionShift, site.position);
    copier.output.write(head + this.#hide());
    this.#openWrap(site);
  }

  #openWrap({ wrap, position }: Site): void {
    if (wrap !== undefined) {
      this.#copier.mapTo(position, GAP);
      this.#copier.output.write(wrap.before);
    }
    this.#copier.map(TEXT);
  }

  #closeApart(text: string): void {
    const copier = this.#copier;
    copier.map(GAP);
    copier.output.write(text);
    const { output, line, name } = this.#waiting.pop()!;
    this.apart.add(name, copier.output);
    copier.output = output;
    for (let broken = line + 1; broken <= copier.line && !output.isApart; broken++) copier.breakLine();
    copier.insert(')');
  }

  #openLift(gap: string, { lift, position }: Site): void {
    const { open, functions } = lift!;
    const copier = this.#copier;
    copier.map(GAP);
    copier.output.write(`${gap}${this.#hide()}`);
    writeText(copier, open, position);
    for (const each of functions) putFunction(each, position, copier, this.apart, () => this.#hide());
    copier.isSkipping = true;
  }

  #hide(): string {
    const { output } = this.#copier;
    if (!this.#hideLines || output.isHidden) return '';
    output.isHidden = true;
    return HIDE_LINE;
  }
}
