import { readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FrameMaps, Position } from './frame-maps.ts';
import { throwOffset } from './throw-position.ts';

/** What Node calls when nothing caught an error; false: the process is to end. */
type FatalException = (error: unknown, fromPromise: boolean) => boolean;
const FATAL_EXCEPTION = '_fatalException';

const STDERR = 2;

/**
 * Prints the source line above an uncaught error where Node was kept from printing the rewritten one.
 * Node prints the error itself right after.
 */
export function installFatalLines(maps: FrameMaps): void {
  const owner = process as unknown as { [FATAL_EXCEPTION]?: FatalException };
  const original = owner[FATAL_EXCEPTION];
  if (original === undefined) return;
  owner[FATAL_EXCEPTION] = function fatalException(error, fromPromise) {
    const isHandled = original.call(this, error, fromPromise);
    if (!isHandled) printLine(error, fromPromise, maps);
    return isHandled;
  };
}

function printLine(error: unknown, fromPromise: boolean, maps: FrameMaps): void {
  try {
    const text = sourceLine(error, fromPromise, maps);
    if (text !== undefined) writeSync(STDERR, text);
  } catch {
    // The process is ending with an error of its own; the line above it is all that is lost.
  }
}

function sourceLine(error: unknown, fromPromise: boolean, maps: FrameMaps): string | undefined {
  const stack = error instanceof Error ? error.stack : undefined;
  const [, script, line, column] = /^ {4}at (?:.* \()?(.+?):(\d+):(\d+)\)?$/m.exec(stack ?? '') ?? [];
  const map = script === undefined ? undefined : maps.of(script);
  if (script === undefined || map === undefined) return undefined;
  const source = readFileSync(script.startsWith('file:') ? fileURLToPath(script) : script, 'utf8');
  const lines = source.split(/\r\n?|[\n\u2028\u2029]/);
  const made = { line: Number(line), column: Number(column) };
  // An error that a promise was rejected with is reported where it was made.
  const thrown = fromPromise ? made : thrownAt(source, made);
  if (thrown === undefined || !map.isEdited(thrown.line)) return undefined;
  const text = lines[thrown.line - 1];
  const margin = text.slice(0, thrown.column - 1).replaceAll(/[^\t]/g, ' ');
  return `${script}:${thrown.line}\n${text}\n${margin}^\n\n`;
}

function thrownAt(source: string, made: Position): Position | undefined {
  const ends = [...source.matchAll(/\r\n?|[\n\u2028\u2029]/g)].map((match) => match.index + match[0].length);
  const starts = [0, ...ends];
  const offset = throwOffset(source, starts[made.line - 1] + made.column - 1);
  if (offset === undefined) return undefined;
  const line = starts.findLastIndex((start) => start <= offset);
  return { line: line + 1, column: offset - starts[line] + 1 };
}
