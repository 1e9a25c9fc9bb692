import { type Command, InvalidArgumentError, Option } from 'commander';
import { GROUPINGS, type Grouping } from '../../report/growth-words.ts';
import { collect, parseCount } from '../parse-values.ts';

/** How a report is printed. */
export const FORMATS = ['terminal', 'json', 'markdown'] as const;

/** What a report says and how; shared by `run`, `report` and `diff`. */
export interface ReportOptions {
  readonly by: readonly Grouping[];
  readonly limit?: number;
  readonly sort: 'growth' | 'size' | 'abs';
  readonly cumulative: boolean;
  readonly frames: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly allPairs: boolean;
}

/** Rows of a table when nothing else is asked for. */
export const DEFAULT_LIMIT = 10;

/** Adds the options of a report to a command. */
export function addReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--by <keys>', `what to group by, several by commas (${GROUPINGS.join(', ')})`)
        .argParser(parseGroupings)
        .default(['lineno', 'constructor'], 'lineno,constructor'),
    )
    .option('--limit <rows>', `rows in each table (default: ${DEFAULT_LIMIT}; JSON has all)`, parseCount)
    .addOption(
      new Option('--sort <order>', 'growth first, largest first, or largest change first')
        .choices(['growth', 'size', 'abs'])
        .default('growth'),
    )
    .option('--cumulative', 'count an allocation for every line on its stack', false)
    .option('--frames <count>', 'frames of a traceback', parseCount, 10)
    .option('--include <glob>', 'only allocations in matching files; repeatable', collect, [])
    .option('--exclude <glob>', 'no allocations in matching files; repeatable', collect, [])
    .option('--all-pairs', 'print the tables of every pair of neighbouring labels', false)
    .addOption(
      new Option('--format <format>', 'how to print the report').choices(FORMATS).default('terminal'),
    )
    .option('--output <file>', 'write the report to a file');
}

function parseGroupings(text: string): Grouping[] {
  return text.split(',').map((key) => {
    const grouping = GROUPINGS.find((known) => known === key.trim());
    if (grouping === undefined) throw new InvalidArgumentError(`Choose from ${GROUPINGS.join(', ')}.`);
    return grouping;
  });
}
