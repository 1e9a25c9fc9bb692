import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { AgentChoices, AgentSettings } from '../agent/protocol.ts';
import { MemprofError } from '../base/errors.ts';
import { type MessageChannelEnd, passMessages } from './pass-messages.ts';

/** How to start the program. */
export interface LaunchOptions {
  readonly script: string;
  readonly args: readonly string[];
  /** Flags for Node, before the script. */
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly agent: AgentChoices;
  /** Where the program's stdout goes; not to ours when that is for results. Default: our stdout. */
  readonly stdout?: 'inherit' | 'stderr' | 'pipe';
  /** Where its stderr goes. Default: our stderr. */
  readonly stderr?: 'inherit' | 'pipe';
  /** Default: our stdin. */
  readonly stdin?: 'inherit' | 'ignore';
  /** A channel of ours that is meant for the program. Default: it gets none. */
  readonly messages?: MessageChannelEnd | null;
  /** Descriptors of ours, from 3 on, that the program is to have under the same numbers. Default: none. */
  readonly descriptors?: readonly number[];
}

/** The first descriptor beyond stderr. */
const FIRST_BEYOND = 3;

/** A started program and the two pipes to its agent. */
export interface Launched {
  readonly child: ChildProcess;
  readonly requests: Writable;
  readonly replies: Readable;
}

/** How a program ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Absolute path of what runs inside the program. */
export const AGENT_FOLDER = fileURLToPath(new URL('../agent/', import.meta.url));

/**
 * Starts the program with the agent in it; stdin, stdout and stderr are the user's own.
 *
 * @throws MemprofError `TARGET_FAILED` when the system has no descriptors left.
 */
export function launch(options: LaunchOptions): Launched {
  const { messages = null, descriptors = [] } = options;
  const [requests, replies, channel] = freeBeside(descriptors);
  const agent: AgentSettings = { ...options.agent, requests, replies };
  const beyond: ('pipe' | 'ipc' | 'ignore' | number)[] = [];
  for (const descriptor of descriptors) beyond[descriptor - FIRST_BEYOND] = descriptor;
  for (const pipe of [requests, replies]) beyond[pipe - FIRST_BEYOND] = 'pipe';
  if (messages !== null) beyond[channel - FIRST_BEYOND] = 'ipc';
  const child = spawn(
    process.execPath,
    [
      '--require',
      `${AGENT_FOLDER}preload.cjs`,
      ...options.nodeFlags,
      asNoFlag(options.script),
      ...options.args,
    ],
    {
      env: { ...options.env, MEMPROF_AGENT: JSON.stringify(agent) },
      argv0: process.argv0,
      stdio: [
        options.stdin ?? 'inherit',
        options.stdout === 'stderr' ? 2 : (options.stdout ?? 'inherit'),
        options.stderr ?? 'inherit',
        ...Array.from(beyond, (meant) => meant ?? 'ignore'),
      ],
    },
  );
  // With too many files open there are no pipes either.
  if ((child.stdio as unknown) === undefined) {
    child.on('error', () => undefined);
    throw notStarted('too many files are open; raise the limit (ulimit -n)');
  }
  if (messages !== null) passMessages(child, messages);
  return { child, requests: child.stdio[requests] as Writable, replies: child.stdio[replies] as Readable };
}

/** A script may be called as a flag is. */
function asNoFlag(script: string): string {
  return script.startsWith('-') ? `./${script}` : script;
}

/** Three descriptors for what is ours. Low ones: Node passes none below 16 on to children of the program. */
function freeBeside(taken: readonly number[]): [number, number, number] {
  const free = Array.from({ length: taken.length + 3 }, (_, i) => FIRST_BEYOND + i);
  const [first, second, third] = free.filter((descriptor) => !taken.includes(descriptor));
  return [first!, second!, third!];
}

/** Waits until the program has ended. @throws MemprofError `TARGET_FAILED` when it could not be started. */
export function ended(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(notStarted(error.message)));
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function notStarted(why: string): MemprofError {
  return new MemprofError('TARGET_FAILED', `The program could not be started: ${why}.`);
}
