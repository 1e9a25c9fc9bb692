// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes text from the program under measurement fit to print: names in a heap can hold escape sequences,
 * line breaks and characters that reverse the writing direction.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => {
    if (character === '\n') return '⏎';
    if (character === '\t') return ' ';
    return '�';
  });
}

/** Shortens in the middle, where paths and names differ least: `node_modules/a…/index.js:12`. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  if (width < 5) return characters.slice(0, Math.max(0, width)).join('');
  const tail = Math.ceil((width - 1) * 0.6);
  const head = width - 1 - tail;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
