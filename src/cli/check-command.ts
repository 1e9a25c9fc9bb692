import { Command, Option } from 'commander';
import type { CheckResult } from '../check/result.ts';
import { checkRuntime, checkScript } from './check-script.ts';
import type { Io } from './io.ts';
import { type Duration, collect, parseDuration } from './parse-values.ts';
import { type WorkOptions, workOf } from './check-options.ts';
import { runCheck } from './run-check.ts';

interface CheckCommandOptions extends WorkOptions {
  readonly maxTime: Duration;
  readonly nodeArg: readonly string[];
  readonly format: 'json';
}

const DEFAULT_MAX_TIME: Duration = { text: '60s', milliseconds: 60_000 };
const EXIT_CODES = { clean: 0, leak: 1, inconclusive: 2 } as const;

/** `memprof check <file> [arguments…]` @returns the command; its action sets the exit code by the verdict. */
export function checkCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('check')
    .description('Decide whether something leaks, say why, and fail the build')
    .argument('<file>', 'a module that exports iteration(i), or a program')
    .argument('[arguments...]', "the program's own")
    .passThroughOptions()
    .option('--label <name>', 'judge the series of this label: the program calls mark(name) in its loop')
    .option('--request <url>', 'check a server: memprof sends this, "POST URL" too; repeatable', collect, [])
    .option('--load <file>', 'check a server: a JSON array of requests with url, method, headers, body')
    .option('--ready <text|url>', 'the server is ready when it prints this, or answers there')
    .option(
      '--max-time <duration>',
      'undecided after so long: inconclusive (default: 60s)',
      parseDuration,
      DEFAULT_MAX_TIME,
    )
    .option(
      '--node-arg <flag>',
      'a flag for Node, for example --node-arg=--max-old-space-size=512; repeatable',
      collect,
      [],
    )
    .addOption(new Option('--format <format>', 'how to print the result').choices(['json']).default('json'))
    .action(async (script: string, args: string[], options: CheckCommandOptions) => {
      checkRuntime(process.versions);
      const file = checkScript(script, io.cwd);
      const subject = {
        file,
        args: args[0] === '--' ? args.slice(1) : args,
        nodeFlags: options.nodeArg,
        env: io.env,
        cwd: io.cwd,
        work: workOf(options, io.cwd),
      };
      const result = await runCheck({ subject, shownFile: script, maxMs: options.maxTime.milliseconds });
      io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      exit(exitCodeOf(result));
    });
}

function exitCodeOf({ verdict }: CheckResult): number {
  return EXIT_CODES[verdict];
}
