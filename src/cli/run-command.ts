import { constants } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { RunResult } from '../analysis/results.ts';
import { BACKENDS } from '../capture/backends.ts';
import { CAPTURES_FOLDER } from '../capture/open-capture.ts';
import type { Io } from './io.ts';
import { addHtmlOptions } from './output/html-option.ts';
import { addReportOptions } from './output/report-options.ts';
import { collect, parseBytes, parseDuration, parseFollowed } from './parse-values.ts';
import type { RunOptions } from './run-options.ts';
import { runProgram } from './run-program.ts';

const DEFAULT_SAMPLING_INTERVAL = 32 * 1024;

/** `memprof run <script> [arguments…]` @returns the command; its action sets the exit code to the program's. */
export function runCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command('run')
    .description('Run a program and show what grew between its labels')
    .argument('<script>', '.ts, .mts, .cts, .js, .mjs or .cjs')
    .argument('[arguments...]', "the program's own")
    .passThroughOptions()
    .addOption(
      new Option('--snapshots <when>', 'heap snapshots at every label, at the first and last only, or none')
        .choices(['labels', 'first-last', 'none'])
        .default('labels'),
    )
    .option('--every <duration>', 'a label every so often, for example 30s', parseDuration)
    .option('--signal <name>', 'a label at each such signal, for example SIGUSR2', parseSignal)
    .addOption(
      new Option('--backend <name>', 'what takes the snapshots').choices(BACKENDS).default('inspector'),
    )
    .option(
      '--sampling-interval <bytes>',
      'mean bytes between two samples (default: 32KiB)',
      parseBytes,
      DEFAULT_SAMPLING_INTERVAL,
    )
    .option('--exact', 'follow every allocation instead of sampling; about 10 times slower', false)
    .option(
      '--lines <scope>',
      'rewrite the code as it loads, so that rows are exact lines and columns (your code; all; or packages by commas)',
    )
    .option(
      '--keep-inlining',
      "leave V8's inlining on: faster, but callers get the blame of what they inline",
      false,
    )
    .option(
      '--node-arg <flag>',
      'a flag for Node, for example --node-arg=--max-old-space-size=512; repeatable',
      collect,
      [],
    )
    .option(
      '--follow <whom>',
      'also the heaps of worker threads and of Node child processes (workers,children)',
      parseFollowed,
    )
    .option('--directory <folder>', 'where captures are left', CAPTURES_FOLDER)
    .option('--snapshot-memory <bytes>', 'refuse snapshots that would need more than this', parseBytes);
  addHtmlOptions(addReportOptions(command));
  return command.action(async (script: string, args: string[], options: RunOptions) => {
    const print = async (result: RunResult): Promise<void> => {
      const { printReport } = await import('./output/print-report.ts');
      printReport(result, options, io, 'stderr');
    };
    exit(await runProgram(script, args, options, io, print));
  });
}

function parseSignal(text: string): NodeJS.Signals {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  if (!(name in constants.signals) || name === 'SIGKILL' || name === 'SIGSTOP') {
    throw new InvalidArgumentError('Give a signal that can be caught, for example SIGUSR2.');
  }
  return name as NodeJS.Signals;
}
