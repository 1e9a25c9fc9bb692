import type { Suspect } from '../../analysis/leaks/suspect.ts';
import { adviceFor, sentenceFor } from '../suspect-words.ts';
import { printable } from '../untrusted.ts';
import type { Style } from './style.ts';

/** What may be leaking, a sentence each. */
export function suspectsSection(suspects: readonly Suspect[], style: Style): string {
  if (suspects.length === 0) return '';
  const lines = suspects.map(
    (suspect, i) =>
      `  ${style.dim(String(i + 1))}  ${printable(sentenceFor(suspect))}\n     ${style.dim(printable(adviceFor(suspect)))}\n`,
  );
  const hint = style.dim('unproven: a cache that fills looks the same; memprof check decides');
  return `${style.heading('Suspects')} ${hint}\n${lines.join('')}`;
}
