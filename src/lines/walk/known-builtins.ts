import type { SyntaxNode } from '../syntax.ts';

// What these return is known by their names alone; no more is known when a file is loaded. A program's own
// method of that name is wrapped just as correctly.
const MAKES_ITERABLES = new Set(
  (
    'entries keys values from of alloc allocUnsafe allocUnsafeSlow concat slice split map filter flat flatMap ' +
    'matchAll sort reverse toSorted toReversed toSpliced with splice fill subarray join toString trim toUpperCase ' +
    'toLowerCase replace replaceAll padStart padEnd repeat substring readdirSync getOwnPropertyNames'
  ).split(' '),
);
const MAKES_OBJECTS = new Set(
  'parse fromEntries assign create freeze structuredClone readFileSync'.split(' '),
);

const COLLECTIONS = new Set('Array Map Set WeakMap WeakSet Buffer Uint8Array Float64Array'.split(' '));

// Calls of these allocate nothing and stand in hot loops.
const NUMERIC_OBJECTS = new Set(['Math', 'Number']);
const ANSWERING_METHODS = new Set(
  (
    'has hasOwn hasOwnProperty isArray isInteger isFinite isNaN charCodeAt codePointAt test includes indexOf ' +
    'lastIndexOf startsWith endsWith'
  ).split(' '),
);

/** The name a call's callee ends in: `JSON.parse` gives `parse`. */
function calleeName(call: SyntaxNode): string | undefined {
  const callee = call['callee'] as SyntaxNode;
  const named = callee.type === 'MemberExpression' && !callee['computed'] ? callee['property'] : callee;
  return (named as SyntaxNode)['name'] as string | undefined;
}

/** Whether a call is, by its name, of a builtin that always returns a new array, string or buffer. */
export function makesIterable(call: SyntaxNode): boolean {
  return MAKES_ITERABLES.has(calleeName(call) ?? '');
}

/** Whether a call is, by its name, of a builtin that always returns a new object or string. */
export function makesObject(call: SyntaxNode): boolean {
  return makesIterable(call) || MAKES_OBJECTS.has(calleeName(call) ?? '');
}

/** Whether `new` is of a builtin collection, by its name. */
export function makesCollection(expression: SyntaxNode): boolean {
  return COLLECTIONS.has(calleeName(expression) ?? '');
}

/** Whether a call is, by its name, of a builtin that allocates nothing, such as `Math.floor`. */
export function allocatesNothing(call: SyntaxNode): boolean {
  const callee = call['callee'] as SyntaxNode;
  if (callee.type !== 'MemberExpression' || callee['computed']) return false;
  const object = (callee['object'] as SyntaxNode)['name'];
  return NUMERIC_OBJECTS.has(object as string) || ANSWERING_METHODS.has(calleeName(call) ?? '');
}
