import { formatCount } from '../units.ts';
import { shellWord } from '../shell.ts';
import { printable } from '../untrusted.ts';
import type { Page, PageCell, PageTable } from './page.ts';

/** A view as GitHub-flavoured Markdown. @param file - What was analysed, as the user gave it. */
export function renderViewMarkdown(page: Page, file: string): string {
  const next = page.next.map(
    ({ args, why }) => `- ${code(`memprof analyze ${shellWord(file)} ${args}`)} ${escape(why)}\n`,
  );
  return [
    `## ${escape(page.title)}: ${code(file)}\n`,
    `${escape(page.sentence)}\n`,
    ...page.tables.map(table),
    ...page.notes.map((note) => `> ${escape(note)}\n`),
    ...(next.length > 0 ? [`Next:\n\n${next.join('')}`] : []),
  ].join('\n');
}

function table({ heading, columns, rows, rowCount }: PageTable): string {
  if (rows.length === 0) return `### ${escape(heading)}\n\nNone.\n`;
  const lines = [
    columns.map(({ head }) => escape(head)),
    columns.map(({ align }) => (align === 'right' ? '---:' : '---')),
    ...rows.map((row) => row.map(cell)),
  ];
  const more = rowCount > rows.length ? `\n… and ${formatCount(rowCount - rows.length)} more.\n` : '';
  return `### ${escape(heading)}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}${more}`;
}

function cell({ text, indent = 0, tone }: PageCell): string {
  const shown = escape(text);
  return '&nbsp;&nbsp;'.repeat(indent) + (tone === 'strong' && shown !== '' ? `**${shown}**` : shown);
}

/** Text that Markdown must not read as markup: names in a heap are untrusted. */
function escape(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|&!~@]/g, (character) =>
    // A mention would notify somebody, and a backslash does not stop it.
    character === '@' ? '&#64;' : `\\${character}`,
  );
}

/** Inline code; a run of backticks inside needs a longer one outside. */
function code(text: string): string {
  const shown = printable(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `\`${shown}\``;
}
