import type { RunResult } from '../analysis/results.ts';
import { formatCount } from './units.ts';
import { printable } from './untrusted.ts';

/** What is to be said of a run beside its figures: its own notes, and what its labels tell. */
export function runNotes({ notes, labels, ignoredMarks, target }: RunResult): RunResult['notes'] {
  const all = [...notes];
  const warn = (text: string): void => void all.push({ kind: 'warning', text });
  for (const { name, skipped } of labels) {
    if (skipped !== null) warn(`no snapshot at ${printable(name)}: ${skipped}`);
  }
  if (labels.length === 0) warn('the program ended before its first line ran: there is nothing to compare');
  if (target.signal === 'SIGABRT' && labels.length > 0 && labels.at(-1)?.kind !== 'end') {
    warn(
      'the program was aborted: most likely it ran out of heap, or it called process.abort(); what was taken before is kept',
    );
  }
  if (ignoredMarks > 0) {
    const times = ignoredMarks === 1 ? 'once' : `${formatCount(ignoredMarks)} times`;
    all.push({
      kind: 'note',
      text: `mark() was called ${times} in worker threads, where labels are ignored`,
    });
  }
  return all;
}
