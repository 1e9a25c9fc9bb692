import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { parseProfileMax } from '../base/profile-max.ts';
import { parseAddress } from '../capture/attach/address.ts';
import { AttachedProgram } from '../capture/attach/attached-program.ts';
import { CaptureDirectory } from '../capture/directory.ts';
import { CAPTURES_FOLDER } from '../capture/open-capture.ts';
import { loaderFor } from '../capture/typescript.ts';
import { LaunchedProgram } from '../capture/watch/launched-program.ts';
import { WatchRecording } from '../capture/watch/watch-recording.ts';
import { AttachedWatch, type WatchedProgram } from '../capture/watch/watched-program.ts';
import { checkRuntime, checkScript } from './check-script.ts';
import type { Io } from './io.ts';
import { type Duration, collect, parseBytes, parseDuration } from './parse-values.ts';
import { version } from './version.ts';
import { watchObserver } from './watch/watch-censuses.ts';
import { WatchDisplay } from './watch/watch-display.ts';
import { WatchModel } from './watch/watch-model.ts';
import { WatchSession } from './watch/watch-session.ts';

const DEFAULT_SAMPLING_INTERVAL = 32 * 1024;
const SCREEN_INTERVAL_MS = 1000;
const PLAIN_INTERVAL_MS = 5000;

interface WatchOptions {
  readonly interval?: Duration;
  readonly census: 'auto' | 'off';
  readonly samplingInterval: number;
  readonly snapshotMemory?: number;
  readonly nodeArg: readonly string[];
  readonly directory: string;
  readonly open: boolean;
}

/** `memprof watch <program> [arguments…]` */
export function watchCommand(io: Io, exit: (code: number) => void): Command {
  const command = new Command('watch')
    .description('Watch the memory of a program live')
    .argument('<program>', 'a script to run, or a process id, ws:// address or host:port as for attach')
    .argument('[arguments...]', "the script's own")
    .passThroughOptions()
    .option('--interval <duration>', 'how often to look (default: 1s; 5s without a terminal)', parseDuration)
    .addOption(
      new Option('--census <when>', 'count objects by constructor from time to time, or only on the key s')
        .choices(['auto', 'off'])
        .default('auto'),
    )
    .option(
      '--sampling-interval <bytes>',
      'mean bytes between two samples (default: 32KiB)',
      parseBytes,
      DEFAULT_SAMPLING_INTERVAL,
    )
    .option('--snapshot-memory <bytes>', 'refuse snapshots that would need more than this', parseBytes)
    .option('--node-arg <flag>', 'a flag for Node, when a script is run; repeatable', collect, [])
    .option('--directory <folder>', 'where captures are left', CAPTURES_FOLDER)
    .option('--no-open', 'do not open the inspector of a process: send no signal');
  return command.action(async (subject: string, args: string[], options: WatchOptions) => {
    if (existsSync(path.resolve(io.cwd, subject)) || !isAddress(subject)) {
      exit(await watch(subject, args, true, options, io));
      return;
    }
    // A process has no arguments of ours to pass on: what comes after it are options.
    const { operands, unknown } = command.parseOptions(args);
    const [extra] = [...operands, ...unknown];
    if (extra !== undefined)
      command.error(`error: ${subject} runs already, so it takes no argument ${extra}`);
    exit(await watch(subject, [], false, command.opts(), io));
  });
}

async function watch(
  subject: string,
  args: readonly string[],
  isScript: boolean,
  options: WatchOptions,
  io: Io,
): Promise<number> {
  checkRuntime(process.versions);
  const display = new WatchDisplay(io);
  let directory: CaptureDirectory | null = null;
  // Made once the program is known to run, and named for it.
  const makeDirectory = (script: string): CaptureDirectory =>
    (directory ??= CaptureDirectory.create(path.resolve(io.cwd, options.directory), script, io.now()));
  let model: WatchModel | null = null;
  const early: Buffer[] = [];
  const onOutput = (piece: Buffer): void => {
    appendFileSync(path.join(makeDirectory(subject).path, 'output.log'), piece);
    if (model === null) early.push(piece);
    else model.output.add(piece);
  };
  const program = isScript
    ? await launchScript(subject, args, options, io, display.isScreen ? onOutput : null)
    : await attachTo(subject, options);
  try {
    const captures = makeDirectory(program.facts.script);
    const { samplingInterval: samplingIntervalBytes } = options;
    const profileMaxText = io.env.PRAISONAI_PROFILE_MAX;
    const recording = new WatchRecording(
      program,
      {
        samplingIntervalBytes,
        snapshotMemoryBytes: options.snapshotMemory ?? null,
        profileMax: parseProfileMax(profileMaxText),
        profileMaxText,
        directory: captures,
        version: version(),
        now: io.now(),
      },
      watchObserver(() => model),
    );
    const shownDirectory = path.relative(io.cwd, captures.path) || '.';
    model = new WatchModel({
      title: [program.facts.script, ...program.facts.args].join(' '),
      facts: [`pid ${program.pid ?? program.facts.pid}`, `Node ${program.facts.node}`],
      cwd: program.facts.cwd,
      samplingIntervalBytes,
      hasKeys: display.hasKeys,
      outputFile: isScript && display.isScreen ? path.join(shownDirectory, 'output.log') : null,
      scripts: () => program.target.scripts,
    });
    for (const piece of early) model.output.add(piece);
    const session = new WatchSession(recording, model, {
      intervalMs:
        options.interval?.milliseconds ?? (display.isScreen ? SCREEN_INTERVAL_MS : PLAIN_INTERVAL_MS),
      takesCensuses: options.census === 'auto',
      onChange: () => display.show(model!),
    });
    const { words, exitCode } = await display.during(session, model, program);
    display.summary(`${program.facts.script}: watched until ${words}.`, shownDirectory);
    return exitCode;
  } finally {
    display.close();
    await program.leave();
  }
}

function isAddress(text: string): boolean {
  try {
    parseAddress(text);
    return true;
  } catch {
    // Then it must be a script, and if it is not there that is what people are told.
    return false;
  }
}

async function attachTo(address: string, options: WatchOptions): Promise<WatchedProgram> {
  const program = await AttachedProgram.open(address, { mayOpen: options.open });
  try {
    return await AttachedWatch.begin(program, options.samplingInterval);
  } catch (error) {
    await program.leave();
    throw error;
  }
}

function launchScript(
  script: string,
  args: readonly string[],
  options: WatchOptions,
  io: Io,
  onOutput: ((piece: Buffer) => void) | null,
): Promise<WatchedProgram> {
  const loader = loaderFor(checkScript(script, io.cwd));
  return LaunchedProgram.open({
    script,
    args,
    nodeFlags: [...loader.flags, ...options.nodeArg],
    env: io.env,
    loaderFolders: loader.folders,
    samplingIntervalBytes: options.samplingInterval,
    onOutput,
    hasStdin: onOutput === null,
  });
}
