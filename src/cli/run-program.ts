import path from 'node:path';
import { constants } from 'node:os';
import type { RunResult } from '../analysis/results.ts';
import { MemprofError } from '../base/errors.ts';
import { parseProfileMax } from '../base/profile-max.ts';
import { findBackend } from '../capture/backends.ts';
import { CaptureDirectory } from '../capture/directory.ts';
import type { RecordingOptions } from '../capture/recording-options.ts';
import { Recording } from '../capture/recording.ts';
import { startProgram } from '../capture/start-program.ts';
import { loaderFor } from '../capture/typescript.ts';
import { checkRuntime, checkScript } from './check-script.ts';
import type { Io } from './io.ts';
import { NO_LINES, prepareLines } from './lines-option.ts';
import { checkHtmlOptions } from './output/html-option.ts';
import type { RunOptions } from './run-options.ts';
import { version } from './version.ts';

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
  print: (result: RunResult) => void | Promise<void>,
): Promise<number> {
  checkRuntime(process.versions);
  checkHtmlOptions(options, io);
  if (options.exact && options.follow !== undefined) {
    throw new MemprofError(
      'BAD_USAGE',
      'Workers and children are sampled: give --follow without --exact, or --exact for the main program alone.',
    );
  }
  if (options.exact && options.snapshots === 'none') {
    throw new MemprofError(
      'BAD_USAGE',
      '--exact has its figures from the snapshots: leave out --snapshots none, or --exact.',
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
  const { lines: scope } = options;
  const lines =
    scope === undefined ? NO_LINES : orTidyUp(directory, () => prepareLines(scope, capturesFolder, loader));
  const recording: RecordingOptions = {
    script,
    args,
    cwd: io.cwd,
    env: { ...io.env, ...lines.env },
    messages: io.messages ?? null,
    descriptors: io.descriptors ?? [],
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
  };
  // What reads its snapshots is loaded while it starts on another processor.
  const program = orTidyUp(directory, () => startProgram(recording));
  const { analyseLive, tellRun } = await import('./output/tell-run.ts');
  const analysis = analyseLive(options, io);
  const capture = await Recording.run(recording, program, analysis);
  await tellRun(capture, analysis, options, io, print);
  const { exitCode, signal } = capture.manifest.target;
  return signal === null ? (exitCode ?? 2) : 128 + constants.signals[signal as NodeJS.Signals];
}

/** Where nothing is started there is nothing to keep. */
function orTidyUp<T>(directory: CaptureDirectory, step: () => T): T {
  try {
    return step();
  } catch (error) {
    directory.removeEmpty();
    throw error;
  }
}
