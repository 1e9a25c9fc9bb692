import { traceSegment, type TraceMap } from '@jridgewell/trace-mapping';

/**
 * What a minifier puts between a function's name and the place V8 calls its start, the `(` of its
 * parameters (of an arrow function, the first parameter): `a(`, `a=(`, `a=async(`, `a=function(`,
 * `a=async function(`, and the same with `:`.
 */
const BETWEEN_NAME_AND_START = [0, '='.length, '=async'.length, '=function'.length, '=async function'.length];

const WORD = /^[\p{ID_Continue}$]+$/u;

/** Fields of a decoded segment: column, source, line, column in it, name. */
const COLUMN = 0;
const SOURCE = 1;
const LINE = 2;
const COLUMN_IN_SOURCE = 3;
const NAME = 4;

/**
 * The name the source gives to a function, when the map says that the generated name was shortened.
 *
 * A map names identifiers, not functions; the name right before a function's parameters is the function's
 * own, and any other near by (that of a parameter, of a variable, of a class it extends) must not be taken for it.
 *
 * @param linesOf - The lines of a source by its number in the map.
 */
export function originalFunctionName(
  map: TraceMap,
  { line, column, functionName }: { line: number; column: number; functionName: string },
  linesOf: (source: number) => readonly string[],
): string | undefined {
  // Names such as V8's `<instance_members_initializer>` stand nowhere in the code.
  if (!WORD.test(functionName) || map.names.length === 0) return undefined;
  for (const between of BETWEEN_NAME_AND_START) {
    const start = column - 1 - between - functionName.length;
    if (start < 0) break;
    const segment = traceSegment(map, line - 1, start);
    if (!segment || segment[COLUMN] !== start || segment.length <= NAME) continue;
    const before = (linesOf(segment[SOURCE]!)[segment[LINE]!] ?? '').slice(0, segment[COLUMN_IN_SOURCE]);
    // Newer V8 has a class's fields start at its `{`, right behind what it extends.
    if (!/\bextends\s*$/.test(before)) return map.names[segment[NAME]!];
  }
  return undefined;
}
