import type {
  AllocationRow,
  ComparisonResult,
  ConstructorRow,
  DiffResult,
  RunResult,
} from '../analysis/results.ts';
import { wholeMemory } from '../analysis/whole-memory.ts';
import { code, escape, prose, table } from './markdown-text.ts';
import { reconcile } from './reconcile.ts';
import { adviceFor, sentenceFor } from './suspect-words.ts';
import { placeOf } from './terminal/allocation-table.ts';
import type { Comparison, Grouping } from './terminal/growth-section.ts';
import { formatBytes, formatBytesDiff, formatCount, formatCountDiff, formatDuration } from './units.ts';

/** What to show of a run. */
export interface MarkdownOptions {
  readonly by: readonly Grouping[];
  readonly limit: number;
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
      ...options.by.map((by) => section(comparison, by, options.limit)),
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
  { by, limit }: Omit<MarkdownOptions, 'allPairs'>,
): string {
  return by.map((key) => section(result, key, limit)).join('\n');
}

const FIGURES = ['size', 'size diff', 'count', 'count diff', 'average'];

function section(comparison: Comparison, by: Grouping, limit: number): string {
  const heading = `### ${escape(comparison.from)} → ${escape(comparison.to)}, by ${by}\n`;
  const rows: readonly (AllocationRow | ConstructorRow)[] = comparison[by];
  if (rows.length === 0) return `${heading}\nNothing to show.\n`;
  const hasPlaces = rows.some(({ place }) => place !== undefined);
  const lines = rows
    .slice(0, limit)
    .map((row) => [
      formatBytes(row.sizeBytes),
      formatBytesDiff(row.sizeDiffBytes),
      formatCount(row.count),
      formatCountDiff(row.countDiff),
      row.count === 0 ? '' : formatBytes(row.sizeBytes / row.count),
      ...(hasPlaces ? [escape(row.place ?? '')] : []),
      'constructorName' in row
        ? code(row.constructorName)
        : `${code(placeOf(row))}${row.functionName === null ? '' : ` ${code(row.functionName)}`}`,
    ]);
  return `${heading}\n${table([...FIGURES, ...(hasPlaces ? ['in'] : []), 'where'], lines, FIGURES.length)}`;
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

function notes({ notes: all }: RunResult): string {
  return all.map(({ kind, text }) => `> **${kind}** ${escape(text)}\n`).join('\n');
}
