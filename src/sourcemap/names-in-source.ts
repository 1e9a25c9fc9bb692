/** What a function expression begins with when its start is not told by its first parameter. */
const EXPRESSION = /^(?:\(|<|async\b|function\b|class\b|[\p{ID_Continue}$]+\s*=>)/u;

/** What may stand between the expression's beginning and where it is told to start. */
const HEAD = /(?:\basync\s*)?(?:\bfunction\s*\*?\s*)?(?:<[^<>]*>\s*)?\(?$/;

/** `=`, `??=` and the like: a function on the right of it takes the name on the left. */
const ASSIGNMENT = /(?:^|[^=!<>+\-*/%^&|?])(?:\?\?|\|\||&&)?=$/;

const PROPERTY = /(?:^|[{,])\s*(?:'([^']*)'|"([^"]*)"|(#?[\p{ID_Continue}$]+)):$/u;
/** As much of a line is looked at: what was minified into one line has no names anyway. */
const MOST_CHARACTERS = 1000;

const LAST_WORD = /(?:^|[^\p{ID_Continue}$.#])(#?[\p{ID_Continue}$]+)\s*[?!]?$/u;

/**
 * The name of the function expression at a place of its source, as `fn.name` would be: that of the variable, field,
 * property or parameter it is assigned to.
 *
 * Compilers wrap function expressions to keep just that name (`__name(() => …, "load")` of esbuild), and so hide
 * from V8 that they have one.
 *
 * @param lines - The source.
 * @param line - 1-based line of where the function starts: its expression, its `(` or its first parameter.
 * @param column - As `line`.
 * @param given - V8's name; empty for none. One put together of several (`Array.from.length`) can be a guess.
 * @returns `given` where the source does not say more; empty for a callback.
 */
export function nameInSource(lines: readonly string[], line: number, column: number, given: string): string {
  const text = lines[line - 1] ?? '';
  const above = (lines[line - 2] ?? '').slice(-MOST_CHARACTERS).trimEnd();
  const start = column - 1;
  const head = text.slice(Math.max(0, start - MOST_CHARACTERS), start).trimEnd() || above;
  const isExpression = EXPRESSION.test(text.slice(start, start + MOST_CHARACTERS));
  if (!isExpression && !head.endsWith('(')) return given;
  const stripped = isExpression && head.endsWith('(') ? head : head.replace(HEAD, '').trimEnd();
  // Long expressions stand on a line of their own, below the `=`.
  const before = stripped === '' && above.endsWith('=') ? above : stripped;
  if (given !== '') return /[([,]$/.test(before) ? '' : given;
  if (ASSIGNMENT.test(before)) return assignedName(before.replace(/(?:\?\?|\|\||&&)?=$/, '').trimEnd());
  if (/\bexport\s+default$/.test(before)) return 'default';
  const [, single, double, word] = PROPERTY.exec(before) ?? [];
  return single ?? double ?? word ?? '';
}

/** The name in `const load: (id: string) => void`, `private load`, `(a, load`; empty for `a.load`, which V8 names. */
function assignedName(left: string): string {
  const annotation = annotationStart(left);
  return LAST_WORD.exec(annotation === -1 ? left : left.slice(0, annotation).trimEnd())?.[1] ?? '';
}

/** Place of the `:` before the type with which `left` ends; -1 without one. */
function annotationStart(left: string): number {
  let depth = 0;
  for (let at = left.length - 1; at >= 0; at--) {
    const character = left[at]!;
    if (')]}'.includes(character) || (character === '>' && left[at - 1] !== '=')) depth += 1;
    else if ('([{<'.includes(character)) depth -= 1;
    else if (depth === 0 && character === ':') return at;
    if (depth < 0 || (depth === 0 && (character === ',' || character === ';'))) return -1;
  }
  return -1;
}
