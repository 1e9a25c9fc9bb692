import type { Checkup } from '../../analysis/checkup.ts';
import { printable } from '../untrusted.ts';
import { type TerminalOptions, makeStyle } from './style.ts';

const SIGNS = { good: '✓', optional: '·', limited: '!', problem: '✗' } as const;

/** What `memprof doctor` found, a line each, with the cure below where something is to be done. */
export function renderDoctor(checkups: readonly Checkup[], { color }: TerminalOptions): string {
  const style = makeStyle(color);
  const paints = { good: style.shrunk, optional: style.dim, limited: style.warning, problem: style.grown };
  const width = Math.max(...checkups.map(({ subject }) => subject.length));
  const lines = checkups.map(({ subject, state, says, cure }) => {
    const line = `${paints[state](SIGNS[state])} ${style.strong(subject.padEnd(width))}  ${printable(says)}\n`;
    return cure === null ? line : `${line}  ${' '.repeat(width)}  ${style.dim(`→ ${printable(cure)}`)}\n`;
  });
  const problems = checkups.filter(({ state }) => state === 'problem').length;
  const verdict =
    problems === 0
      ? 'memprof works here.'
      : `${problems === 1 ? 'One problem keeps' : `${problems} problems keep`} memprof from working here.`;
  return `${lines.join('')}\n${style.strong(verdict)}\n`;
}
