import { MemprofError } from '../base/errors.ts';
import { inheritedDescriptors } from '../capture/inherited-descriptors.ts';
import type { MessageChannelEnd } from '../capture/pass-messages.ts';

/** The outside world of a command; tests pass their own. */
export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Columns of the terminal that reports go to. */
  readonly width: number;
  /** Whether text on stdout, and on stderr, may be coloured. */
  readonly stdoutColor: boolean;
  readonly stderrColor: boolean;
  /** What whoever started memprof by `fork` says to the program, and hears from it. */
  readonly messages?: MessageChannelEnd | null;
  /** Descriptors beyond stderr that whoever started memprof has left open for the program. */
  readonly descriptors?: readonly number[];
}

const DEFAULT_WIDTH = 120;
const WIDEST = 180;
// Now, before stdout is touched.
const DESCRIPTORS = inheritedDescriptors();

/** The real outside world. */
export function processIo(): Io {
  const { env, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    if (!stream.listeners('error').includes(outputFailed)) stream.on('error', outputFailed);
  }
  return {
    stdout,
    stderr,
    get cwd() {
      return currentFolder();
    },
    env,
    now: () => new Date(),
    // A terminal that was given no size says 0.
    width: Math.min(WIDEST, stderr.columns || stdout.columns || DEFAULT_WIDTH),
    stdoutColor: wantsColor(env, stdout.isTTY === true),
    stderrColor: wantsColor(env, stderr.isTTY === true),
    messages: process.send === undefined ? null : process,
    descriptors: DESCRIPTORS,
  };
}

/** Asked for where it is needed: not every command does. @throws MemprofError `NOT_FOUND` when it is gone. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new MemprofError(
      'NOT_FOUND',
      'The folder that memprof was started in is gone. Start it in another.',
      {
        cause: error,
      },
    );
  }
}

/**
 * Who reads our output may stop early, as `head` does; what is left to do is done, and the exit code stays.
 *
 * @throws MemprofError `WRITE_FAILED` for anything else, such as a full disk.
 */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  throw new MemprofError(
    'WRITE_FAILED',
    `The output could not be written: ${error.message}. Let it go to another place.`,
    { cause: error },
  );
}

/** `FORCE_COLOR` beats `NO_COLOR`, as in Node; else colours are for terminals. */
export function wantsColor(env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTTY && term !== 'dumb';
}
