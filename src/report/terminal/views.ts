import { formatCount } from '../units.ts';
import { shellWord } from '../shell.ts';
import { printable } from '../untrusted.ts';
import type { Page, PageCell, PageTable } from '../views/page.ts';
import { type NextStep, nextSection } from './next-section.ts';
import { type Style, type TerminalOptions, makeStyle } from './style.ts';
import { type Cell, drawTable } from './table.ts';

const MARGIN = '  ';

/** A view for a terminal. @param file - What was analysed, as the user gave it. */
export function renderView(page: Page, file: string, { color, width }: TerminalOptions): string {
  const style = makeStyle(color);
  const toStep = ({ args, why }: Page['next'][number]): NextStep => ({
    command: `memprof analyze ${shellWord(file)} ${args}`,
    why,
  });
  return [
    `${style.heading(printable(page.title))} ${style.dim(printable(file))}\n${wrap(printable(page.sentence), width, '')}`,
    ...page.tables.map((table) => renderTable(table, width, style)),
    ...(page.notes.length > 0
      ? [page.notes.map((note) => style.dim(wrap(printable(note), width, MARGIN).trimEnd()) + '\n').join('')]
      : []),
    ...(page.next.length > 0 ? [nextSection(page.next.map(toStep), style)] : []),
  ].join('\n');
}

function renderTable({ heading, columns, rows, rowCount }: PageTable, width: number, style: Style): string {
  const title = `${style.heading(heading)}\n`;
  if (rows.length === 0) return `${title}${MARGIN}${style.dim('none')}\n`;
  const left = rowCount - rows.length;
  const more =
    left > 0 ? `${MARGIN}${style.dim(`… and ${formatCount(left)} more; --limit N shows N`)}\n` : '';
  return (
    title +
    drawTable(
      columns,
      rows.map((row) => row.map((cell) => toCell(cell, style))),
      width,
      style,
    ) +
    more
  );
}

function toCell({ text, tone, indent = 0 }: PageCell, style: Style): Cell {
  const shown = MARGIN.repeat(indent) + printable(text);
  return tone === undefined ? { text: shown } : { text: shown, paint: style[tone] };
}

/** Breaks a text at spaces; a word that is too long stays whole. */
function wrap(text: string, width: number, margin: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && margin.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each) => `${margin}${each}\n`).join('');
}
