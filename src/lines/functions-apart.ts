import { Output } from './output.ts';
import type { Edited } from './edited.ts';
import { Segments } from './segments.ts';

/** The functions that follow the last line of a file, one a line, in the order they are finished. */
export class FunctionsApart {
  readonly #texts: string[] = [];
  readonly #segments = new Segments();
  readonly #sites: number[] = [];
  readonly #exact: number[] = [];
  readonly #names: string[] = [];
  /** Outputs of functions that are finished. */
  readonly #free: Output[] = [];

  /** An output to write a function to. */
  start(): Output {
    return this.#free.pop() ?? new Output(true);
  }

  /** Adds a function to those that follow the file. The output is not to be used any more. */
  add(name: string, output: Output): void {
    this.#names.push(name);
    const line = this.#texts.push(output.take()) - 1;
    // V8's profiles name a function by its parameters, its stack traces by the word `function`.
    this.#sites.push(line, 0);
    for (let i = 1; i < output.sites.length; i += 2) this.#sites.push(line, output.sites[i]);
    for (let i = 1; i < output.exact.length; i += 2) this.#exact.push(line, output.exact[i]);
    if (line > 0) this.#segments.endLine();
    this.#segments.append(output.segments);
    output.segments.clear();
    output.sites.length = 0;
    output.exact.length = 0;
    this.#free.push(output);
  }

  /** Puts the functions behind the file. */
  joinTo(main: Output): Edited {
    const { segments, sites, exact } = main;
    const code = main.take();
    if (this.#texts.length > 0) segments.endLine();
    const firstApart = segments.lines;
    segments.append(this.#segments);
    const sitePositions = [...positions(sites, 0), ...positions(this.#sites, firstApart)];
    const exactPositions = [...positions(exact, 0), ...positions(this.#exact, firstApart)];
    const apart = { line: firstApart + 1, names: this.#names };
    return { code: [code, ...this.#texts].join('\n'), segments, sitePositions, apart, exactPositions };
  }
}

/** Lines and columns, 1-based, of such that are 0-based and so many lines further up. */
function positions(places: readonly number[], linesBefore: number): number[] {
  return places.map((place, i) => place + 1 + (i % 2 === 0 ? linesBefore : 0));
}
