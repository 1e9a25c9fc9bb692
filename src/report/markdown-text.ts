import { printable } from './untrusted.ts';

/**
 * A table of Markdown cells.
 *
 * @param rightAligned - How many leading columns hold figures.
 */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  rightAligned: number,
): string {
  const rule = heads.map((_, i) => (i < rightAligned ? '---:' : '---'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Text that Markdown must not read as markup: names in a heap are untrusted. */
export function escape(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|&!~]/g, (character) => `\\${character}`);
}

/** Inline code; a run of backticks inside needs a longer one outside. */
export function code(text: string): string {
  const shown = printable(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `\`${shown}\``;
}

/** A sentence with names in backticks, as our own words have them: the names become inline code. */
export function prose(sentence: string): string {
  const parts = sentence.split('`');
  // A name with a backtick of its own: which is which cannot be told any more.
  if (parts.length % 2 === 0) return escape(sentence);
  return parts.map((part, at) => (at % 2 === 1 ? code(part) : escape(part))).join('');
}
