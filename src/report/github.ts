import type { CheckResult } from '../check/result.ts';
import { checkAdviceFor, headlineFor, checkSentenceFor } from './check-words.ts';
import { placeOf } from './sarif.ts';
import { printable } from './untrusted.ts';

/** A check as GitHub workflow commands: annotations at the lines of the suspects. */
export function renderGithub(result: CheckResult): string {
  const { suspects, verdict, target, budgets, notes } = result;
  const lines = suspects.map((suspect) => {
    const { file, line, column } = placeOf(suspect, target.file);
    const level = suspect.status === 'known' ? 'notice' : 'error';
    const where = `file=${property(file)},line=${Math.max(1, line)},col=${Math.max(1, column)}`;
    const title = property(`Memory leak: ${suspect.kind}`);
    return `::${level} ${where},title=${title}::${data(`${checkSentenceFor(suspect)} ${checkAdviceFor(suspect)}`)}`;
  });
  if (suspects.length === 0 && verdict !== 'clean') {
    lines.push(`::error file=${property(target.file)}::${data(headlineFor(result))}`);
  }
  for (const note of notes) lines.push(`::warning::${data(note)}`);
  for (const { text, actual, isBroken } of budgets) {
    if (isBroken) lines.push(`::error title=Memory budget::${data(`${text} is broken: ${actual ?? ''}`)}`);
  }
  if (verdict === 'clean') lines.push(`::notice::${data(headlineFor(result))}`);
  return `${lines.join('\n')}\n`;
}

function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
