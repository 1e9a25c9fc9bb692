import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { MemprofError } from '../../base/errors.ts';
import { enterGuest } from '../attach/guest.ts';
import { type ProgramFacts, askForFacts } from '../attach/program-facts.ts';
import { InspectorClient } from '../inspector-client.ts';
import { type Ending, ended, launch } from '../launch.ts';
import { type Pause, Target } from '../target.ts';
import { PipeTransport } from '../transport.ts';
import { type WatchedProgram, handleLabel } from './watched-program.ts';

/** What to start, and where its output goes. */
export interface LaunchedOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly loaderFolders: readonly string[];
  readonly samplingIntervalBytes: number;
  /** Gets what it prints on stdout and stderr; null when that goes to our stderr. */
  readonly onOutput: ((piece: Buffer) => void) | null;
  /** Whether our stdin is free for it. */
  readonly hasStdin: boolean;
}

/** How long a program may take to end when asked to, in milliseconds. */
const GRACE_MS = 2000;

/** A program that was started to be watched; it ends with the watching. */
export class LaunchedProgram implements WatchedProgram {
  readonly target: Target;
  readonly facts: ProgramFacts;
  readonly pid: number | null;
  readonly ended: WatchedProgram['ended'];
  onMark: WatchedProgram['onMark'] = async () => undefined;
  onExit: WatchedProgram['onExit'] = async () => undefined;
  readonly #child: ChildProcess;

  private constructor(target: Target, child: ChildProcess, facts: ProgramFacts, ending: Promise<Ending>) {
    this.target = target;
    this.facts = facts;
    this.pid = child.pid ?? null;
    this.#child = child;
    this.ended = ending.then(({ exitCode, signal }) => ({
      words: signal === null ? `it ended with exit code ${exitCode ?? '?'}` : `it was killed by ${signal}`,
      exitCode: signal === null ? exitCode : 128 + constants.signals[signal],
    }));
    target.onPause = (pause) => void this.#paused(pause);
  }

  /**
   * Starts the program and returns when it is about to run its first line.
   *
   * @throws MemprofError `TARGET_FAILED` when it ended or refused before it could be watched.
   */
  static async open(options: LaunchedOptions): Promise<LaunchedProgram> {
    const { script, args, nodeFlags, env, loaderFolders, onOutput, hasStdin } = options;
    const isPiped = onOutput !== null;
    const { child, requests, replies } = launch({
      script,
      args,
      nodeFlags,
      env,
      agent: {
        parentPid: process.pid,
        keepInlining: false,
        exact: false,
        ownFlags: [],
        signals: [],
        loaderFolders,
        backend: null,
      },
      stdin: hasStdin ? 'inherit' : 'ignore',
      stdout: isPiped ? 'pipe' : 'stderr',
      stderr: isPiped ? 'pipe' : 'inherit',
    });
    if (onOutput !== null) for (const stream of [child.stdout, child.stderr]) stream?.on('data', onOutput);
    const ending = ended(child);
    const client = new InspectorClient(new PipeTransport(requests, replies));
    const target = new Target(client);
    const { facts, firstPause } = await Promise.race([introduced(target, options), failed(client, ending)]);
    const program = new LaunchedProgram(target, child, { ...facts, script, args }, ending);
    await program.#paused(firstPause);
    return program;
  }

  async leave(): Promise<null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return null;
    await this.target.disconnect().catch(() => undefined);
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
    return null;
  }

  async #paused(pause: Pause): Promise<void> {
    try {
      await handleLabel(pause, this);
      if (pause.kind === 'label' && pause.label === 'end') await this.target.disconnect();
      else if (pause.kind === 'out-of-heap') await this.target.letDie();
      else await this.target.resume();
    } catch {
      // The program is gone; `ended` tells how.
    }
  }
}

/**
 * Prepares V8 and lets the program go on to its first script.
 *
 * No sooner may anything be called in it: while V8 stops before every script it also stops before what we call, and
 * fails when that interrupts a function that has not made its context.
 */
async function introduced(
  target: Target,
  { samplingIntervalBytes }: LaunchedOptions,
): Promise<{ readonly facts: ProgramFacts; readonly firstPause: Pause }> {
  await new Promise<void>((resolve) => {
    target.client.on('memprof.ready', () => resolve());
  });
  const introduction = nextPause(target);
  await target.begin({ kind: 'sampling', intervalBytes: samplingIntervalBytes });
  await introduction;
  const facts = await askForFacts(target.client, 'the program');
  await enterGuest(target, 'the program');
  await target.call('watchPulse');
  const first = nextPause(target);
  await target.resume();
  const firstPause = await first;
  await target.stopWaitingForScripts();
  return { facts, firstPause };
}

function nextPause(target: Target): Promise<Pause> {
  return new Promise((resolve) => {
    target.onPause = resolve;
  });
}

async function failed(client: InspectorClient, ending: Promise<Ending>): Promise<never> {
  const refused = new Promise<string>((resolve) => {
    client.on<{ reason: string }>('memprof.refused', ({ reason }) => resolve(reason));
  });
  const reason = await Promise.race([refused, ending.then(() => 'it ended at once')]);
  throw new MemprofError('TARGET_FAILED', `The program cannot be watched: ${reason}.`);
}
