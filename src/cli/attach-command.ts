import { constants } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { MemprofError } from '../base/errors.ts';
import { parseProfileMax } from '../base/profile-max.ts';
import { AttachedProgram } from '../capture/attach/attached-program.ts';
import { AttachedRecording } from '../capture/attach/attached-recording.ts';
import { Interrupts } from '../capture/attach/interrupts.ts';
import { CaptureDirectory } from '../capture/directory.ts';
import type { Followed } from '../capture/manifest.ts';
import { CAPTURES_FOLDER, type OpenCapture } from '../capture/open-capture.ts';
import { printAnalysis } from './analyze-command.ts';
import { buildResult } from './output/build-result.ts';
import type { Io } from './io.ts';
import { LiveAnalysis } from './reading/live-analysis.ts';
import { type Duration, parseBytes, parseDuration, parseFollowed } from './parse-values.ts';
import { printReport } from './output/print-report.ts';
import { Progress } from './progress.ts';
import { type ReportOptions, addReportOptions } from './output/report-options.ts';
import { readPlaces } from './reading/read-places.ts';
import { findRunSuspects } from './reading/run-suspects.ts';
import { version } from './version.ts';

const DEFAULT_SAMPLING_INTERVAL = 32 * 1024;

interface AttachOptions extends ReportOptions {
  readonly duration?: Duration;
  readonly every?: Duration;
  readonly snapshots: 'labels' | 'none' | 'first-last';
  readonly samplingInterval: number;
  readonly snapshotMemory?: number;
  readonly directory: string;
  readonly open: boolean;
  readonly close?: true;
  readonly follow?: readonly Followed[];
}

/** `memprof attach <program>` */
export function attachCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command('attach')
    .description('Look into a program that runs already, and leave it running')
    .argument('<program>', 'a process id, the ws:// address of an inspector, or host:port')
    .option('--duration <duration>', 'record for so long and show what grew, for example 30s', parseDuration)
    .option('--every <duration>', 'while recording: a label every so often', parseDuration)
    .addOption(
      new Option('--snapshots <when>', 'heap snapshots at every label, at the first and last only, or none')
        .choices(['labels', 'first-last', 'none'])
        .default('labels'),
    )
    .option(
      '--sampling-interval <bytes>',
      'mean bytes between two samples (default: 32KiB)',
      parseBytes,
      DEFAULT_SAMPLING_INTERVAL,
    )
    .option(
      '--follow <whom>',
      'also the heaps of workers, of children (Node processes it has started), or of workers,children',
      parseFollowed,
    )
    .option('--snapshot-memory <bytes>', 'refuse snapshots that would need more than this', parseBytes)
    .option('--directory <folder>', 'where captures are left', CAPTURES_FOLDER)
    .option('--no-open', 'do not open an inspector that is closed: send no signal')
    .option('--close', 'only close an inspector that was left open');
  addReportOptions(command);
  return command.action(async (address: string, options: AttachOptions) => {
    exit(options.close ? await closeInspector(address, io) : await attach(address, options, io));
  });
}

async function attach(address: string, options: AttachOptions, io: Io): Promise<number> {
  const interrupts = new Interrupts();
  try {
    const freesPort = options.follow?.includes('children') === true;
    const program = await AttachedProgram.open(address, { mayOpen: options.open, freesPort });
    const analysis = new LiveAnalysis(new Progress(io), options.samplingInterval);
    const capture = await record(program, options, interrupts, analysis, io);
    const places = await readPlaces(capture, new Progress(io));
    const suspects = await findRunSuspects(capture, analysis.data, places);
    const result = buildResult(capture, analysis.data, suspects, options, io.cwd, places);
    const problems = analysis.problems.map((text) => ({ kind: 'warning' as const, text }));
    printReport({ ...result, notes: [...result.notes, ...problems] }, options, io, 'stdout');
    await printSnapshot(capture, options, io);
    return exitCodeOf(capture, options, interrupts);
  } finally {
    interrupts.close();
  }
}

/** Workers and children write their files themselves. @throws MemprofError when they have another file system. */
function checkSameMachine(program: AttachedProgram): void {
  if (program.pid !== null && program.pid === program.facts.pid) return;
  throw new MemprofError(
    'UNSUPPORTED',
    `${program.where} is on another machine or in a container, and its workers and children cannot write files here: run memprof there, or leave --follow away.`,
  );
}

/** For what an attach that was killed, or had to give up, has left behind. */
async function closeInspector(address: string, io: Io): Promise<number> {
  const program = await AttachedProgram.open(address, { mayOpen: false });
  const problem = await program.leave(true);
  io.stdout.write(`${problem ?? `The inspector of ${program.where} is closed.`}\n`);
  return problem === null ? 0 : 2;
}

async function record(
  program: AttachedProgram,
  options: AttachOptions,
  interrupts: Interrupts,
  analysis: LiveAnalysis,
  io: Io,
): Promise<OpenCapture> {
  const now = io.now();
  const profileMaxText = io.env.PRAISONAI_PROFILE_MAX;
  const { script } = program.facts;
  try {
    if (options.follow !== undefined) checkSameMachine(program);
    const directory = CaptureDirectory.create(path.resolve(io.cwd, options.directory), script, now);
    return await AttachedRecording.run(
      program,
      {
        duration: options.duration ?? null,
        every: options.every ?? null,
        snapshots: options.snapshots,
        samplingIntervalBytes: options.samplingInterval,
        snapshotMemoryBytes: options.snapshotMemory ?? null,
        followed: options.follow ?? [],
        mayOpen: options.open,
        profileMax: parseProfileMax(profileMaxText),
        profileMaxText,
        directory,
        version: version(),
        now,
        interrupts,
      },
      analysis,
    );
  } catch (error) {
    await program.leave();
    throw error;
  }
}

/** One snapshot has no growth to show; people get what it holds instead. JSON has the figures alone. */
async function printSnapshot(capture: OpenCapture, options: AttachOptions, io: Io): Promise<void> {
  if (options.duration !== undefined || options.format === 'json' || options.output !== undefined) return;
  if (capture.manifest.labels[0]?.snapshot == null) return;
  const directory = path.relative(io.cwd, capture.directory);
  await printAnalysis(directory, 'summary', undefined, { ignore: [], ...options }, io);
}

/** As of a shell's command that a signal ended; 2 when the recording has no end. */
function exitCodeOf({ manifest }: OpenCapture, { duration }: AttachOptions, { signal }: Interrupts): number {
  if (signal !== null) return 128 + constants.signals[signal];
  return duration !== undefined && manifest.labels.at(-1)?.kind !== 'end' ? 2 : 0;
}
