import { MAIN_PLACE } from '../../analysis/compare-places.ts';
import type { ComparisonResult, RunResult } from '../../analysis/results.ts';
import { formatBytesDiff, formatCount, formatDuration } from '../units.ts';
import { type Grouping, emptyTable, hasSurelyGrown, outsideGrowth } from '../growth-words.ts';
import { runNotes } from '../run-notes.ts';
import { shellWord } from '../shell.ts';
import { printable } from '../untrusted.ts';
import { buffersSection } from './buffers-section.ts';
import { placeOf } from './allocation-table.ts';
import { type TableOptions, growthTable } from './growth-section.ts';
import { memorySection } from './memory-section.ts';
import { type NextStep, analyzeStep, nextSection } from './next-section.ts';
import { heapsTable, placesTable } from './places-section.ts';
import { suspectsSection } from './suspects-section.ts';
import { type Style, type TerminalOptions, makeStyle } from './style.ts';
import { drawTable } from './table.ts';

/** What to show of a run. */
export interface RunReportOptions extends TerminalOptions, TableOptions {
  readonly by: readonly Grouping[];
  /** Print full tables for every pair of neighbouring labels, however many there are. */
  readonly allPairs: boolean;
}

/** Above this many pairs, a line a pair says more than a table a pair. */
const MOST_FULL_PAIRS = 3;

const LEFT_RUNNING = 'left running';

/** The whole report of `memprof run`, for a terminal. */
export function renderRunReport(result: RunResult, options: RunReportOptions): string {
  const style = makeStyle(options.color);
  const sections = [
    headline(result, style),
    ...comparisons(result, options, style),
    singleLabel(result, options, style),
    memorySection(result, options.width, style),
    buffersSection(result.buffers, options.width, style),
    notes(result, style),
    suspectsSection(result.suspects, style),
    next(result, style),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function headline({ target, labels, captureDirectory }: RunResult, style: Style): string {
  const ending = endingOf(target);
  const elapsed = labels.at(-1)?.elapsedMs;
  const facts = [
    printable([target.script, ...target.args].join(' ')),
    `Node ${target.node ?? '?'}`,
    ending,
    ...(elapsed === undefined ? [] : [`${labelCount(labels.length)} in ${formatDuration(elapsed)}`]),
  ];
  return `\n${style.strong('memprof')}  ${facts.join(' · ')}\n${style.dim(`capture  ${captureDirectory}`)}\n`;
}

function labelCount(count: number): string {
  return count === 1 ? '1 label' : `${count} labels`;
}

/** A program that memprof has not started was left running. */
function endingOf({ exitCode, signal }: RunResult['target']): string {
  if (signal !== null) return `killed by ${signal}`;
  return exitCode === null ? LEFT_RUNNING : `exit code ${exitCode}`;
}

function comparisons(result: RunResult, options: RunReportOptions, style: Style): string[] {
  const neighbours = result.comparisons.filter(({ span }) => span === 'neighbours');
  const wide = result.comparisons.filter(({ span }) => span !== 'neighbours');
  const areFull = options.allPairs || neighbours.length <= MOST_FULL_PAIRS;
  const full = areFull ? [...wide, ...neighbours] : wide;
  const tables = full.flatMap((comparison) => [
    placesTable(comparison, options.width, style),
    ...options.by.map((by) => {
      const outsideDiffBytes = outsideGrowth(result.labels, comparison);
      const emptyText = emptyTable(result.labels, comparison, by, result.allocations);
      return growthTable(
        comparison,
        by,
        result.allocations,
        { ...options, outsideDiffBytes, emptyText },
        style,
      );
    }),
  ]);
  return areFull ? tables : [...tables, steps(neighbours, options, style)];
}

/** With nothing to compare it says at least whose heaps there are. */
function singleLabel({ labels }: RunResult, { width }: RunReportOptions, style: Style): string {
  const [label] = labels;
  return label === undefined || labels.length > 1 ? '' : heapsTable(label, width, style);
}

/** One line for each pair of neighbouring labels. */
function steps(pairs: readonly ComparisonResult[], options: RunReportOptions, style: Style): string {
  const table = drawTable(
    [
      { head: 'from → to', shortenTo: 30 },
      { head: 'heap in use', align: 'right' },
      { head: 'live objects', align: 'right' },
      { head: 'largest growth', shortenTo: 30 },
      { head: 'size diff', align: 'right' },
    ],
    pairs.map((pair) => {
      const top = pair.lineno[0];
      const objects = pair.constructor.reduce((sum, row) => sum + row.countDiff, 0);
      const hasGrown = top !== undefined && hasSurelyGrown(top);
      return [
        { text: `${printable(pair.from)} → ${printable(pair.to)}` },
        { text: formatBytesDiff(pair.heapUsedDiffBytes) },
        { text: pair.constructor.length === 0 ? '' : `${objects > 0 ? '+' : ''}${formatCount(objects)}` },
        { text: hasGrown ? printable(`${placeOf(top)} ${top.functionName ?? ''}`) : '', paint: style.strong },
        { text: hasGrown ? formatBytesDiff(top.sizeDiffBytes) : '', paint: style.grown },
      ];
    }),
    options.width,
    style,
  );
  const hint = style.dim('--all-pairs prints the tables of each');
  return `${style.heading('Step by step')} ${hint}\n${table}`;
}

function notes(result: RunResult, style: Style): string {
  const lines = runNotes(result).map(({ kind, text }) =>
    kind === 'warning' ? style.warning(`! ${text}`) : style.dim(`· ${text}`),
  );
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The class of the first suspect in the main program's heap, which is the one to look into. */
function suspectedClass({ suspects }: RunResult): string | undefined {
  return suspects.find(
    ({ place, constructorName }) => (place ?? MAIN_PLACE) === MAIN_PLACE && !constructorName.startsWith('('),
  )?.constructorName;
}

/** What to do now. */
function next(result: RunResult, style: Style): string {
  const { captureDirectory, labels } = result;
  const nextSteps: NextStep[] = [];
  const withSnapshots = labels.filter(({ snapshot }) => snapshot !== null);
  if (withSnapshots.length > 0) {
    const command = `memprof report ${shellWord(captureDirectory)} --by constructor --limit 30`;
    const { to, owners } = growthToExplain(result) ?? { to: withSnapshots.at(-1)!.name, owners: [] };
    const step = analyzeStep(`${captureDirectory}@${to}`, owners, suspectedClass(result));
    nextSteps.push({ command, why: 'look closer' }, step);
  }
  nextSteps.push(...checkStep(result));
  const hasOwnMarks = labels.some(({ kind }) => kind !== 'start' && kind !== 'end');
  if (labels.length === 1 && endingOf(result.target) === LEFT_RUNNING) {
    const command = 'memprof attach … --duration 30s';
    nextSteps.push({ command, why: 'records the program and shows what grows' });
  } else if (labels.length > 0 && !hasOwnMarks) {
    const command = `globalThis.memprof?.mark('turn')`;
    nextSteps.push({ command, why: "in the program's loop shows what grows from turn to turn" });
  }
  return nextSection(nextSteps, style);
}

/** Suspects of a program with marks of its own can be judged by these. */
function checkStep({ suspects, labels, target }: RunResult): NextStep[] {
  const marks = labels.filter(({ kind }) => kind === 'mark').map(({ givenName }) => givenName);
  const count = (name: string) => marks.filter((other) => other === name).length;
  const [series] = [...new Set(marks)].toSorted((a, b) => count(b) - count(a));
  if (suspects.length === 0 || series === undefined || endingOf(target) === LEFT_RUNNING) return [];
  const args = target.args.length === 0 ? '' : ` -- ${target.args.map(shellWord).join(' ')}`;
  const command = `memprof check --label ${shellWord(series)} ${shellWord(target.script)}${args}`;
  return [{ command, why: 'decides whether it leaks, and where that was made' }];
}

/** A series of labels shows a program at work, the whole run its start and end as well. */
function growthToExplain({ comparisons: all, labels }: RunResult): ComparisonResult | undefined {
  const hasSnapshot = (name: string) =>
    labels.some((label) => label.name === name && label.snapshot !== null);
  const usable = all.filter(({ to, owners }) => owners.length > 0 && hasSnapshot(to));
  return (
    usable.find(({ span }) => span === 'series') ??
    usable.find(({ span }) => span === 'whole') ??
    usable.at(-1)
  );
}
