import type { OwnerRow } from '../../analysis/results.ts';
import { topHolder } from '../top-holder.ts';
import { formatBytes } from '../units.ts';
import { shellWord } from '../shell.ts';
import { printable } from '../untrusted.ts';
import type { Style } from './style.ts';

/** A command worth running next, and why. */
export interface NextStep {
  readonly command: string;
  readonly why: string;
}

/** The commands under one another, with the reasons beside them; nothing when there are none. */
export function nextSection(steps: readonly NextStep[], style: Style): string {
  if (steps.length === 0) return '';
  const shown = steps.map(({ command, why }) => ({ command: printable(command), why: printable(why) }));
  const longest = Math.max(...shown.map(({ command }) => command.length));
  const lines = shown.map(({ command, why }) => `  ${command.padEnd(longest)}  ${style.dim(why)}\n`);
  return `${style.heading('Next')}\n${lines.join('')}`;
}

/**
 * How to look into a snapshot after a comparison: at the object on which most growth was booked, if it is one, at the
 * objects of the class that is suspected, or at the whole.
 *
 * @param snapshot - What `memprof analyze` knows the later snapshot by.
 * @param owners - Who accounts for the growth, the largest first.
 * @param suspected - The class that piles up, if one does.
 */
export function analyzeStep(snapshot: string, owners: readonly OwnerRow[], suspected?: string): NextStep {
  const file = `memprof analyze ${shellWord(snapshot)}`;
  const holder = topHolder(owners);
  if (holder === null && suspected !== undefined) {
    return { command: `${file} path ${shellWord(suspected)}`, why: `what keeps the ${suspected} objects` };
  }
  if (holder === null) return { command: file, why: 'what the heap holds, by kind and place' };
  const { id, constructorName, sizeDiffBytes, isNew } = holder;
  const bytes = formatBytes(sizeDiffBytes);
  const holds = isNew ? `which came and holds ${bytes}` : `which came to hold ${bytes} more`;
  return { command: `${file} path ${id}`, why: `what keeps ${constructorName} @${id}, ${holds}` };
}
