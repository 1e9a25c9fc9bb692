import { Command, Option } from 'commander';
import { MemprofError } from '../base/errors.ts';
import type { Followed } from '../capture/manifest.ts';
import { FIGURES, parseBudget } from '../check/budgets.ts';
import type { CheckResult } from '../check/result.ts';
import { readConfig } from './check/check-config.ts';
import {
  CHECK_FORMATS,
  type CheckFormat,
  type CheckOutput,
  parseOutput,
  printCheck,
} from './check/check-output.ts';
import { type WorkOptions, workOf } from './check/check-options.ts';
import { checkRuntime, checkScript } from './check-script.ts';
import { writeCheckPage } from './output/html-check.ts';
import { type HtmlOptions, addHtmlOptions, checkHtmlOptions } from './output/html-option.ts';
import type { Io } from './io.ts';
import { type Duration, collect, parseDuration, parseFollowed } from './parse-values.ts';
import { type LastHeap, runCheck } from './check/run-check.ts';

interface CheckCommandOptions extends WorkOptions, HtmlOptions {
  readonly maxTime?: Duration;
  readonly nodeArg: readonly string[];
  readonly follow?: readonly Followed[];
  readonly baseline?: string;
  readonly updateBaseline: boolean;
  readonly budget: readonly string[];
  readonly config?: string;
  readonly format: CheckFormat;
  readonly output: readonly CheckOutput[];
}

const DEFAULT_MAX_TIME = '60s';
const EXIT_UNDECIDED = 2;

/** `memprof check <file> [arguments…]` @returns the command; its action sets the exit code by the verdict. */
export function checkCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command('check')
    .description('Decide whether something leaks, say why, and fail the build')
    .argument('<file>', 'a module that exports iteration(i); a program, with --label or --request')
    .argument('[arguments...]', "the program's own; after -- where memprof has options of these names")
    .allowUnknownOption()
    .option('--label <name>', 'judge the series of this label: the program calls mark(name) in its loop')
    .option('--request <url>', 'check a server: memprof sends this, "POST URL" too; repeatable', collect, [])
    .option('--load <file>', 'check a server: a JSON array of requests with url, method, headers, body')
    .option('--ready <text|url>', 'the server is ready when it prints this, or answers there')
    .option(
      '--max-time <duration>',
      `undecided after so long: inconclusive (default: ${DEFAULT_MAX_TIME})`,
      parseDuration,
    )
    .option('--node-arg <flag>', 'a flag for Node; repeatable', collect, [])
    .option(
      '--follow <whom>',
      'also the heaps of worker threads and of Node child processes (workers,children)',
      parseFollowed,
    )
    .option('--baseline <file>', 'known suspects, which do not fail the build')
    .option('--update-baseline', 'write what is found now into the baseline', false)
    .option(
      '--budget <limit>',
      `a limit, such as 'heap@end<200MiB' or 'Session<=100'; repeatable (${Object.keys(FIGURES).join(', ')}, or a class)`,
      collect,
      [],
    )
    .option('--config <file>', 'defaults (default: memprof.config.ts or .json, if there)')
    .addOption(
      new Option('--format <format>', 'how to print the result').choices(CHECK_FORMATS).default('terminal'),
    )
    .option(
      '--output <[format=]file>',
      'write the result to a file; with format=, another format as well; repeatable',
      parseOutput,
      [],
    );
  return addHtmlOptions(command).action(
    async (script: string, args: string[], options: CheckCommandOptions) => {
      exit(await check(script, args, options, io));
    },
  );
}

async function check(
  script: string,
  args: readonly string[],
  options: CheckCommandOptions,
  io: Io,
): Promise<number> {
  checkRuntime(process.versions);
  checkHtmlOptions(options, io);
  if (script.startsWith('-')) {
    throw new MemprofError('BAD_USAGE', `There is no option ${script}. See memprof check --help.`);
  }
  const file = checkScript(script, io.cwd, args);
  const config = await readConfig(options.config, io.cwd);
  const maxTime = options.maxTime ?? parseDuration(config.maxTime ?? DEFAULT_MAX_TIME);
  let last: LastHeap | null = null;
  const result = await runCheck({
    subject: {
      file,
      args: args[0] === '--' ? args.slice(1) : args,
      nodeFlags: options.nodeArg,
      env: io.env,
      cwd: io.cwd,
      work: workOf(options, io.cwd),
      follow: options.follow ?? [],
    },
    shownFile: script,
    maxMs: maxTime.milliseconds,
    budgets: [...(config.budgets ?? []), ...options.budget].map(parseBudget),
    baseline: options.baseline ?? config.baseline ?? null,
    updatesBaseline: options.updateBaseline,
    now: io.now(),
    ...(options.html !== undefined && { onLastHeap: (heap: LastHeap) => (last = heap) }),
  });
  printCheck(result, options.format, options.output, io);
  writeCheckPage(result, last, options, io);
  return exitCodeOf(result);
}

function exitCodeOf({ verdict, fails }: CheckResult): number {
  if (fails) return 1;
  return verdict === 'inconclusive' ? EXIT_UNDECIDED : 0;
}
