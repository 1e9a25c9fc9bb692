import { Command, InvalidArgumentError, Option } from 'commander';
import { unreachable } from '../base/assert.ts';
import { ViewedHeap } from '../analysis/views/viewed-heap.ts';
import { checkView, listViews, runView } from '../analysis/views/run-view.ts';
import { readSnapshotTables } from '../format/heapsnapshot/open.ts';
import { HeapGraph } from '../graph/heap-graph.ts';
import { renderView } from '../report/terminal/views.ts';
import { renderViewJson } from '../report/views/json.ts';
import { renderViewMarkdown } from '../report/views/markdown.ts';
import { pageOf } from '../report/views/page-of.ts';
import { type SnapshotFile, findSnapshot } from './reading/analyze-file.ts';
import type { Io } from './io.ts';
import { parseCount } from './parse-values.ts';
import { print } from './output/print-report.ts';
import { Progress } from './progress.ts';
import { DEFAULT_LIMIT, FORMATS } from './output/report-options.ts';

/** Rows of each list in JSON when nothing else is asked for: a heap can have millions. */
const JSON_LIMIT = 1000;

/** How a view of a snapshot is printed. */
export interface AnalyzeOptions {
  readonly limit?: number;
  readonly depth?: number;
  readonly ignore: readonly number[];
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}

/** `memprof analyze <file> [view] [target]` */
export function analyzeCommand(io: Io): Command {
  return new Command('analyze')
    .description('Look into a heap snapshot')
    .argument(
      '<file>',
      'a .heapsnapshot (gzip and zstd too), a capture, <capture>@<label>, a label of the newest capture, or - for standard input',
    )
    .argument('[view]', 'what to look at', 'summary')
    .argument('[target]', 'for path, retainers and dominators: an id, or the name of a constructor')
    .option(
      '--limit <rows>',
      `rows in each list (default: ${DEFAULT_LIMIT}; ${JSON_LIMIT} in JSON)`,
      parseCount,
    )
    .option('--depth <levels>', 'levels of dominators, retainers and path', parseCount)
    .option('--ignore <id>', 'for path: find a way that avoids this object; repeatable', parseId, [])
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('terminal'))
    .option('--output <file>', 'write the result to a file')
    .addHelpText('after', () => `\nViews:\n${helpOnViews()}`)
    .action(async (fileText: string, viewText: string, target: string | undefined, options: AnalyzeOptions) =>
      printAnalysis(fileText, viewText, target, options, io),
    );
}

/** Prints a view of a heap snapshot. @throws MemprofError when there is no such file or view. */
export async function printAnalysis(
  fileText: string,
  viewText: string,
  target: string | undefined,
  options: AnalyzeOptions,
  io: Io,
): Promise<void> {
  const view = checkView(viewText, target);
  const file = findSnapshot(fileText, io.cwd);
  const heap = await readHeap(file, new Progress(io));
  const limit = options.limit ?? (options.format === 'json' ? JSON_LIMIT : DEFAULT_LIMIT);
  const result = runView(heap, view, { ...options, limit, target, memory: file.memory });
  print(options, io, 'stdout', 'Choose another file.', (terminal) => {
    switch (options.format) {
      case 'json':
        return renderViewJson(result, file.name);
      case 'markdown':
        return renderViewMarkdown(pageOf(result), file.name);
      case 'terminal':
        return renderView(pageOf(result), file.name, terminal);
      default:
        return unreachable(options.format);
    }
  });
}

async function readHeap(file: SnapshotFile, progress: Progress): Promise<ViewedHeap> {
  progress.show(`reading ${file.name}`, 0);
  const tables = await readSnapshotTables(file.source);
  // Before the graph moves sizes to owners.
  const ownSize = tables.selfSize.slice();
  progress.show(`analysing ${file.name}`, 0.5);
  const heap = new ViewedHeap(new HeapGraph(tables), ownSize, { resolve: file.resolve });
  progress.clear();
  return heap;
}

/** Reads `123` or `@123`, and adds it to those before. */
function parseId(text: string, before: readonly number[]): number[] {
  const id = /^@?(\d+)$/.exec(text)?.[1];
  if (id === undefined) throw new InvalidArgumentError('Give an id such as 123 or @123.');
  return [...before, Number(id)];
}

function helpOnViews(): string {
  return listViews()
    .map(({ name, about, target }) => {
      const usage = target === 'none' ? name : `${name} ${target === 'needed' ? '<target>' : '[target]'}`;
      return `  ${usage.padEnd(22)} ${about}\n`;
    })
    .join('');
}
