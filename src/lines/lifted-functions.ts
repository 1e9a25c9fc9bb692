import type { FunctionsApart } from './functions-apart.ts';
import { GAP } from './segments.ts';
import type { SourceCopier } from './source-copier.ts';
import type { LiftedFunction, Text } from './walk/lift/lift.ts';

/**
 * Adds a function that holds no text of the source to those that follow the file.
 *
 * @param position - Of the site that it belongs to.
 * @param hide - Gives what keeps Node from printing the line.
 */
export function putFunction(
  { name, parameters, statements, result }: LiftedFunction,
  position: number,
  copier: SourceCopier,
  apart: FunctionsApart,
  hide: () => string,
): void {
  const outer = copier.output;
  copier.output = apart.start();
  copier.map(GAP);
  const head = `function ${name}`;
  copier.mapSite(head.length, position);
  copier.output.write(`${head}(${parameters.join()}){${hide()}`);
  writeText(copier, [...statements, 'return (', ...result, ')}'], position);
  apart.add(name, copier.output);
  copier.output = outer;
}

/** Writes text that is not of the source. @param position - Of the site that it belongs to. */
export function writeText(copier: SourceCopier, text: Text, position: number): void {
  for (const piece of text) {
    if (typeof piece === 'string') copier.output.write(piece);
    else if (piece === null) copier.mapSite(0, position);
    else copier.mapTo(piece, GAP);
  }
}
