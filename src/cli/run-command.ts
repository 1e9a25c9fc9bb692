import path from 'node:path';
import { constants } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { RunResult } from '../analysis/results.ts';
import { MemprofError } from '../base/errors.ts';
import { parseProfileMax } from '../base/profile-max.ts';
import { BACKENDS, type BackendName, findBackend } from '../capture/backends.ts';
import { CaptureDirectory } from '../capture/directory.ts';
import type { Followed } from '../capture/manifest.ts';
import { CAPTURES_FOLDER } from '../capture/open-capture.ts';
import { Recording } from '../capture/recording.ts';
import { loaderFor } from '../capture/typescript.ts';
import { buildResult } from './output/build-result.ts';
import { checkRuntime, checkScript } from './check-script.ts';
import { type HtmlOptions, addHtmlOptions, checkHtmlOptions } from './output/html-option.ts';
import { writeRunPage } from './output/html-run.ts';
import type { Io } from './io.ts';
import { NO_LINES, prepareLines } from './lines-option.ts';
import { LiveAnalysis } from './reading/live-analysis.ts';
import { type Duration, collect, parseBytes, parseDuration, parseFollowed } from './parse-values.ts';
import { printReport } from './output/print-report.ts';
import { Progress } from './progress.ts';
import { readPlaces } from './reading/read-places.ts';
import { findRunSuspects } from './reading/run-suspects.ts';
import { type ReportOptions, addReportOptions } from './output/report-options.ts';
import { version } from './version.ts';

const DEFAULT_SAMPLING_INTERVAL = 32 * 1024;

/** What to record of a program, and how to report it. */
export interface RunOptions extends ReportOptions, HtmlOptions {
  readonly snapshots: 'labels' | 'none' | 'first-last';
  readonly backend: BackendName;
  readonly every?: Duration;
  readonly signal?: NodeJS.Signals;
  readonly samplingInterval: number;
  readonly exact: boolean;
  readonly keepInlining: boolean;
  readonly lines?: string;
  readonly nodeArg: readonly string[];
  readonly directory: string;
  readonly snapshotMemory?: number;
  readonly follow?: readonly Followed[];
}

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
    exit(await runProgram(script, args, options, io, (result) => printReport(result, options, io, 'stderr')));
  });
}

/**
 * Runs a program and hands on what there is to say of it.
 *
 * @returns The exit code: the program's, or 128 + n when signal n killed it.
 */
export async function runProgram(
  script: string,
  args: readonly string[],
  options: RunOptions,
  io: Io,
  print: (result: RunResult) => void,
): Promise<number> {
  checkRuntime(process.versions);
  checkHtmlOptions(options, io);
  if (options.exact && options.follow !== undefined) {
    throw new MemprofError(
      'BAD_USAGE',
      'Workers and children are sampled: give --follow without --exact, or --exact for the main program alone.',
    );
  }
  const file = checkScript(script, io.cwd, args);
  const backend = findBackend(options.backend, io.cwd);
  const loader = loaderFor(file);
  const now = io.now();
  const profileMax = parseProfileMax(io.env.PRAISONAI_PROFILE_MAX);
  if (profileMax.warning !== undefined) io.stderr.write(`memprof: ${profileMax.warning}\n`);
  const capturesFolder = path.resolve(io.cwd, options.directory);
  const directory = CaptureDirectory.create(capturesFolder, script, now);
  const lines = options.lines === undefined ? NO_LINES : prepareLines(options.lines, capturesFolder, loader);
  const analysis = new LiveAnalysis(new Progress(io), options.samplingInterval);
  const capture = await Recording.run(
    {
      script,
      args,
      cwd: io.cwd,
      env: { ...io.env, ...lines.env },
      messages: io.messages ?? null,
      nodeFlags: [...loader.flags, ...lines.flags, ...options.nodeArg],
      ownFlags: lines.flags,
      settings: {
        snapshots: options.snapshots,
        backend: options.backend,
        samplingIntervalBytes: options.samplingInterval,
        exact: options.exact,
        keepInlining: options.keepInlining,
        loaderFolders: [...loader.folders, ...lines.loaderFolders],
      },
      every: options.every ?? null,
      labelSignal: options.signal ?? null,
      backend,
      follow: options.follow ?? [],
      snapshotMemoryBytes: options.snapshotMemory ?? null,
      profileMax,
      profileMaxText: io.env.PRAISONAI_PROFILE_MAX,
      directory,
      version: version(),
      now,
      collectLines: lines.collect,
    },
    analysis,
  );
  const places = await readPlaces(capture, new Progress(io));
  const suspects = await findRunSuspects(capture, analysis.data, places);
  const result = buildResult(capture, analysis.data, suspects, options, io.cwd, places);
  const problems = analysis.problems.map((text) => ({ kind: 'warning' as const, text }));
  const whole = { ...result, notes: [...result.notes, ...problems] };
  print(whole);
  await writeRunPage(capture, analysis.data, whole, options, io, places);
  const { exitCode, signal } = capture.manifest.target;
  return signal === null ? (exitCode ?? 2) : 128 + constants.signals[signal as NodeJS.Signals];
}

function parseSignal(text: string): NodeJS.Signals {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  if (!(name in constants.signals) || name === 'SIGKILL' || name === 'SIGSTOP') {
    throw new InvalidArgumentError('Give a signal that can be caught, for example SIGUSR2.');
  }
  return name as NodeJS.Signals;
}
