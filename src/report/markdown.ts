import type {
  AllocationRow,
  AllocationSource,
  ComparisonResult,
  ConstructorRow,
  DiffResult,
  LabelResult,
  RunResult,
} from '../analysis/results.ts';
import { wholeMemory } from '../analysis/whole-memory.ts';
import {
  type Comparison,
  type Grouping,
  hasChanged,
  notInTable,
  emptyTable,
  errorWords,
  outsideGrowth,
  precisionOf,
  titleOf,
} from './growth-words.ts';
import { code, escape, prose, table } from './markdown-text.ts';
import { reconcile } from './reconcile.ts';
import { runNotes } from './run-notes.ts';
import { adviceFor, sentenceFor } from './suspect-words.ts';
import { placeOf } from './terminal/allocation-table.ts';
import { formatBytes, formatBytesDiff, formatCount, formatCountDiff, formatDuration } from './units.ts';

/** What to show of a run. */
export interface MarkdownOptions {
  readonly by: readonly Grouping[];
  readonly limit: number;
  /** Leave out what stayed the same. */
  readonly onlyChanged: boolean;
  /** Rows have what their callees allocated as well. */
  readonly cumulative: boolean;
  /** `--include` or `--exclude` leave only some files. */
  readonly isFiltered?: boolean;
  /** Also the tables of every pair of neighbouring labels. */
  readonly allPairs: boolean;
}

/** A run as GitHub-flavoured Markdown, for a pull request or an issue. */
export function renderRunMarkdown(result: RunResult, options: MarkdownOptions): string {
  const { target } = result;
  const ending =
    target.signal === null ? `exit code ${target.exitCode ?? '?'}` : `killed by ${target.signal}`;
  const wide = result.comparisons.filter(({ span }) => span !== 'neighbours');
  const comparisons = options.allPairs || wide.length === 0 ? result.comparisons : wide;
  return [
    `## memprof: ${code([target.script, ...target.args].join(' '))}\n`,
    `Node ${target.node ?? '?'}, ${ending}, capture ${code(result.captureDirectory)}\n`,
    ...comparisons.flatMap((comparison) => [
      heaps(comparison),
      ...options.by.map((by) => section(comparison, by, result.allocations, options, result.labels)),
    ]),
    suspectList(result),
    memory(result),
    buffers(result),
    notes(result),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** A comparison as GitHub-flavoured Markdown. */
export function renderDiffMarkdown(
  result: DiffResult,
  { by, ...options }: Omit<MarkdownOptions, 'allPairs'>,
): string {
  return by.map((key) => section(result, key, result.allocations, options)).join('\n');
}

const FIGURES = ['size', 'size diff', 'count', 'count diff', 'average'];
const HELD = ['growth held', 'new', 'gone'];

function section(
  comparison: Comparison,
  by: Grouping,
  source: AllocationSource,
  { limit, onlyChanged, cumulative, isFiltered }: Omit<MarkdownOptions, 'by' | 'allPairs'>,
  labels: readonly LabelResult[] = [],
): string {
  const all: readonly (AllocationRow | ConstructorRow)[] = comparison[by];
  const rows = onlyChanged ? all.filter(hasChanged) : all;
  const precision = precisionOf(by, source);
  const remark = [titleOf(by, cumulative, isFiltered), ...(precision === '' ? [] : [precision])].join(', ');
  const heading = `### ${escape(comparison.from)} → ${escape(comparison.to)}, by ${by}\n\n${escape(remark)}\n`;
  const left = rows.length > limit ? `… and ${formatCount(rows.length - limit)} more` : '';
  const chance = errorWords(rows.slice(0, limit));
  const below = [left, chance, notInTable(comparison, by, outsideGrowth(labels, comparison))].filter(
    (text) => text !== '',
  );
  const footnote = below.length === 0 ? '' : `\n${escape(below.join('; '))}\n`;
  if (rows.length === 0) {
    const text = emptyTable(labels, comparison, by, source);
    return `${heading}\n${escape(text[0]!.toUpperCase() + text.slice(1))}.\n${footnote}`;
  }
  const hasPlaces = rows.some(({ place }) => place !== undefined);
  const figures = by === 'constructor' ? [...FIGURES, ...HELD] : FIGURES;
  const lines = rows
    .slice(0, limit)
    .map((row) => [
      formatBytes(row.sizeBytes),
      formatBytesDiff(row.sizeDiffBytes) + error(row),
      formatCount(row.count),
      formatCountDiff(row.countDiff),
      row.count === 0 ? '' : formatBytes(row.sizeBytes / row.count),
      ...('constructorName' in row ? held(row) : []),
      ...(hasPlaces ? [escape(row.place ?? '')] : []),
      'constructorName' in row ? code(row.constructorName) : where(row),
    ]);
  const heads = [...figures, ...(hasPlaces ? ['in'] : []), 'where'];
  return `${heading}\n${table(heads, lines, figures.length)}${footnote}`;
}

/** By how much chance may have moved the difference. */
function error(row: AllocationRow | ConstructorRow): string {
  const bytes = 'sizeDiffErrorBytes' in row ? row.sizeDiffErrorBytes : 0;
  return bytes > 0 ? ` ± ${formatBytes(bytes)}` : '';
}

function held({ accountedDiffBytes, newCount, deletedCount }: ConstructorRow): string[] {
  const counts = [newCount, deletedCount].map((count) => (count === null ? '' : formatCount(count)));
  return [formatBytesDiff(accountedDiffBytes), ...counts];
}

/** The place of a row, or its whole stack. */
function where(row: AllocationRow): string {
  if (row.stack !== undefined && row.stack.length > 0) {
    return row.stack
      .map(
        ({ file, line, functionName }) =>
          `${code(line === null ? file : `${file}:${line}`)} ${code(functionName)}`,
      )
      .join('<br>');
  }
  return `${code(placeOf(row))}${row.functionName === null ? '' : ` ${code(row.functionName)}`}`;
}

function suspectList({ suspects }: RunResult): string {
  if (suspects.length === 0) return '';
  const lines = suspects.map(
    (suspect, at) => `${at + 1}. ${prose(sentenceFor(suspect))}. ${prose(adviceFor(suspect))}\n`,
  );
  const hint = 'Unproven: a cache that fills looks the same; `memprof check` decides.';
  return `### Suspects\n\n${hint}\n\n${lines.join('')}`;
}

/** The heaps of the main program, its workers and children; nothing when none were followed. */
function heaps({ from, to, places, heapUsedDiffBytes }: ComparisonResult): string {
  if (places === undefined || places.length < 2) return '';
  const lines = places.map(({ place, heapUsedBytes, heapUsedDiffBytes: diff, state }) => [
    formatBytes(heapUsedBytes),
    formatBytesDiff(diff),
    escape(place),
    state === 'running' ? '' : state,
  ]);
  const whole = places.reduce((total, { heapUsedBytes }) => total + heapUsedBytes, 0);
  const sum = [formatBytes(whole), formatBytesDiff(heapUsedDiffBytes), '**whole program**', ''];
  return `### ${escape(from)} → ${escape(to)}, heaps\n\n${table(['heap in use', 'diff', 'in', ''], [...lines, sum], 2)}`;
}

function memory({ labels }: RunResult): string {
  if (labels.length === 0) return '';
  const heads = ['at', 'RSS', 'V8 heap', 'array buffers', 'other external', 'not explained', 'heap in use'];
  const lines = labels.map((label) => {
    const whole = wholeMemory(label);
    const parts = reconcile(whole);
    return [
      escape(label.name),
      formatDuration(label.elapsedMs),
      formatBytes(parts.rssBytes),
      formatBytes(parts.heapBytes),
      formatBytes(parts.arrayBuffersBytes),
      formatBytes(parts.otherExternalBytes),
      formatBytes(parts.unexplainedBytes),
      formatBytes(whole.heapUsedBytes),
    ];
  });
  return `### Memory at each label\n\n${table(['label', ...heads], lines, 0)}`;
}

function buffers({ buffers: all }: RunResult): string {
  if (all.length === 0) return '';
  const lines = all.map((buffer) => [
    escape(buffer.name),
    formatCount(buffer.capacity),
    formatCount(buffer.length),
    formatCount(buffer.dropped),
    formatBytes(buffer.bytes),
    code(buffer.capacityFrom),
  ]);
  return `### Ring buffers\n\n${table(['buffer', 'capacity', 'length', 'dropped', 'bytes', 'capacity from'], lines, 0)}`;
}

function notes(result: RunResult): string {
  return runNotes(result)
    .map(({ kind, text }) => `> **${kind}** ${escape(text)}\n`)
    .join('\n');
}
