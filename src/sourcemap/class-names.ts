import { nameInSource } from './names-in-source.ts';

/** V8's functions that give instances their fields, and classes their static ones. */
const INITIALIZER = /^<\w+_initializer>$/;

/** A class with a name, from its first word on. */
const DECLARED =
  /^(?:@[\p{ID_Continue}$.]+(?:\([^)]*\))?\s*)*(?:(?:export|default|abstract|declare)\s+)*class\s+(?!extends\b)([\p{ID_Continue}$]+)/u;

const ANY_CLASS = /\bclass\s+(?!extends\b)([\p{ID_Continue}$]+)/u;

const MOST_CHARACTERS = 1000;
/** As far up from a constructor is its class looked for. */
const MOST_LINES = 300;

/** True for V8's own name of the code that runs for a class's fields and static blocks. */
export function isInitializer(functionName: string): boolean {
  return INITIALIZER.test(functionName);
}

/**
 * What the code that runs for a class's fields or static blocks is called: V8's own name for it says nothing to people.
 *
 * @param given - V8's name.
 * @param lines - The source; empty when it could not be read.
 * @param line - 1-based line of where V8 has it start: for fields where the class does.
 * @param column - As `line`.
 */
export function initializerName(
  given: string,
  lines: readonly string[],
  line: number,
  column: number,
): string {
  if (given.includes('static')) return '(static initializer)';
  const text = (lines[line - 1] ?? '').slice(column - 1, column - 1 + MOST_CHARACTERS);
  const name = DECLARED.exec(text)?.[1] ?? nameInSource(lines, line, column, '');
  return name === '' ? '(class fields)' : `(fields of ${name})`;
}

/**
 * The class whose constructor starts at a place of its source; undefined when it is none, or has no name there.
 *
 * @param line - 1-based line of the word `constructor`.
 * @param column - As `line`.
 */
export function classOfConstructor(
  lines: readonly string[],
  line: number,
  column: number,
): string | undefined {
  const own = lines[line - 1] ?? '';
  if (!own.startsWith('constructor', column - 1)) return undefined;
  const depth = indentOf(own);
  for (let above = line - 1; above >= Math.max(1, line - MOST_LINES); above--) {
    const text = lines[above - 1]!;
    const name = ANY_CLASS.exec(text)?.[1];
    // A class further in belongs to a method above.
    if (name !== undefined && indentOf(text) < depth) return name;
  }
  return undefined;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
