import { formatBytes } from '../units.ts';
import { printable } from '../untrusted.ts';
import { type TerminalOptions, makeStyle } from './style.ts';
import { drawTable } from './table.ts';

/** One capture that is kept. */
export interface CaptureListItem {
  readonly directory: string;
  readonly bytes: number;
  /** ISO 8601, or null when its manifest cannot be read. */
  readonly startedAt: string | null;
  readonly command: readonly string[] | null;
  readonly labels: readonly string[];
}

/** The captures of a folder, oldest first, and what they take. */
export function renderCaptureList(captures: readonly CaptureListItem[], options: TerminalOptions): string {
  if (captures.length === 0) return 'No captures here. `memprof run <script>` makes one.\n';
  const style = makeStyle(options.color);
  const table = drawTable(
    [
      { head: 'capture', shortenTo: 30 },
      { head: 'program', shortenTo: 30 },
      { head: 'labels', align: 'right' },
      { head: 'size', align: 'right' },
    ],
    captures.map(({ directory, command, labels, bytes }) => [
      { text: printable(directory), paint: style.strong },
      { text: command === null ? '(not readable)' : printable(command.join(' ')) },
      { text: String(labels.length) },
      { text: formatBytes(bytes) },
    ]),
    options.width,
    style,
  );
  const total = captures.reduce((sum, { bytes }) => sum + bytes, 0);
  const hint = style.dim('`memprof clean --keep 3` removes all but the newest three.');
  return `${table}\n  ${formatBytes(total)} in ${captures.length} ${captures.length === 1 ? 'capture' : 'captures'}. ${hint}\n`;
}
