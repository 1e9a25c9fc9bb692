import type { CheckResult, CheckedSuspect } from '../../check/result.ts';
import type { LeakTraceStep } from '../../analysis/leaks/suspect.ts';
import { formatAmount } from '../amount.ts';
import { checkAdviceFor, headlineFor, outsideLines, checkSentenceFor } from '../check-words.ts';
import { reasonInWords } from '../suspect-words.ts';
import { formatBytes } from '../units.ts';
import { printable } from '../untrusted.ts';
import { type Style, type TerminalOptions, makeStyle } from './style.ts';

const VERDICTS = { leaking: 'YES', 'not-leaking': 'NO', unknown: 'UNKNOWN' } as const;

/** A check for people: the verdict, and for each suspect what grows, why it is kept, where it was made, what to do. */
export function renderCheckReport(result: CheckResult, { color }: TerminalOptions): string {
  const style = makeStyle(color);
  const paint =
    result.verdict === 'clean' ? style.shrunk : result.verdict === 'leak' ? style.grown : style.warning;
  const parts = [
    `${style.heading('memprof check')} ${printable(result.target.file)}`,
    paint(headlineFor(result)),
    result.verdict === 'leak' ? growth(result, style) : '',
    ...result.suspects.map((suspect, i) => suspectPart(suspect, i + 1, style)),
    budgets(result, style),
    ...result.notes.map((note) => style.warning(printable(note))),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function growth(result: CheckResult, style: Style): string {
  const { perIteration, shape, growing } = result;
  const lines = [
    `Each iteration: +${formatBytes(perIteration.bytes)} in ${formatAmount(perIteration.objects)} objects${shape === null ? '' : `, ${shape}`}`,
    ...growing.slice(0, 5).map(({ kind, perIteration: each }) => {
      const amount = `+${formatAmount(each.count)} (${formatBytes(each.bytes)})`;
      return `  ${style.grown(amount)} ${printable(kind)}`;
    }),
    ...outsideLines(result),
  ];
  return lines.join('\n');
}

function suspectPart(suspect: CheckedSuspect, number: number, style: Style): string {
  const { kind, status, upstream, package: blamed, docs, fingerprint } = suspect;
  const marks = [
    status === 'new' ? '' : `[${status}]`,
    upstream === null ? '' : '[known upstream]',
    blamed === null ? '' : printable(`${blamed.name}${blamed.version === null ? '' : `@${blamed.version}`}`),
  ].filter((mark) => mark !== '');
  return [
    `${style.heading(`Suspect ${number}: ${kind}`)}${style.dim(marks.map((mark) => ` ${mark}`).join(''))}`,
    style.strong(checkSentenceFor(suspect)),
    trace(suspect.retainingPath, style),
    made(suspect, style),
    `What to do: ${checkAdviceFor(suspect)}`,
    style.dim(`${upstream === null ? docs : upstream.issue}   fingerprint ${fingerprint}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** The leak trace from the GC root down; the suspect reference is underlined. */
function trace(path: readonly LeakTraceStep[], style: Style): string {
  const lines: string[] = [];
  for (const [i, step] of path.entries()) {
    const { name, edge, location, verdict, reason, isSuspect, hops } = step;
    const bar = i === path.length - 1 ? '╰→' : '├─';
    const place = location === null ? '' : style.dim(` ${printable(location.file)}:${location.line}`);
    const times = hops > 1 ? style.dim(` (${hops} alike)`) : '';
    lines.push(`${bar} ${printable(name)}${times}${place}`);
    const down = i === path.length - 1 ? '  ' : '│ ';
    lines.push(`${down}    ${style.dim(`Leaking: ${VERDICTS[verdict]} (${reasonInWords(reason)})`)}`);
    if (edge === null) continue;
    const text = `↓ ${printable(edge)}`;
    lines.push(`${down}    ${isSuspect ? style.grown(text) : text}`);
    if (isSuspect)
      lines.push(`${down}      ${style.grown('~'.repeat(Math.max(1, [...printable(edge)].length)))}`);
  }
  return lines.join('\n');
}

function made({ allocations }: CheckedSuspect, style: Style): string {
  const site = allocations[0];
  if (site === undefined) return '';
  const frames = site.stack.slice(0, 6).map(({ functionName, file, line, column }) => {
    return `    at ${printable(functionName)} (${printable(file)}:${line}:${column})`;
  });
  const source = site.sourceLine === undefined ? [] : [`    ${printable(site.sourceLine)}`];
  return ['Where it was made:', ...source, ...frames.map((frame) => style.dim(frame))].join('\n');
}

function budgets(result: CheckResult, style: Style): string {
  return result.budgets
    .map(({ text, actual, unit, isBroken }) => {
      const value =
        actual === null ? 'not known here' : unit === 'bytes' ? formatBytes(actual) : formatAmount(actual);
      const line = `Budget ${text}: ${value}`;
      return isBroken ? style.grown(`${line}, broken`) : line;
    })
    .join('\n');
}
