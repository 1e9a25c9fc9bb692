import { Command, CommanderError } from 'commander';
import { MemprofError } from '../base/errors.ts';
import type { Commands } from './all-commands.ts';
import { type Io, processIo } from './io.ts';
import { withLinesScope } from './lines-argument.ts';
import { runCommand } from './run-command.ts';
import { version } from './version.ts';

/**
 * Exit codes: 0 nothing to report; 1 a finding or a broken budget; 2 wrong usage, or it could not be done or
 * decided. `memprof run` alone ends with the code of the program it ran.
 */
const EXIT_FAILED = 2;

/**
 * Runs memprof with the given arguments (without `node` and the script).
 *
 * @returns The exit code; the caller sets it.
 */
export async function main(args: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode = 0;
  const exit = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('memprof')
    .description('Memory profiler and leak finder for Node.js programs')
    .version(version())
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .showHelpAfterError('(memprof --help and memprof <command> --help tell more)');
  const { commands, hidden } = await commandsFor(args, io, exit);
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  for (const command of hidden) program.addCommand(command.copyInheritedSettings(program), { hidden: true });
  try {
    await program.parseAsync(withLinesScope(args, commands), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_FAILED;
    io.stderr.write(`memprof: ${messageOf(error)}\n`);
    return EXIT_FAILED;
  }
  return exitCode;
}

/** A program waits for `run` to load: it comes without the others, which `--help` and mistakes need. */
async function commandsFor(args: readonly string[], io: Io, exit: (code: number) => void): Promise<Commands> {
  if (args[0] === 'run') return { commands: [runCommand(io, exit)], hidden: [] };
  const { allCommands } = await import('./all-commands.ts');
  return allCommands(io, exit);
}

/**
 * Ends memprof with its own exit code when something is thrown where nobody waits for it, in an event's listener.
 *
 * @param exit - Ends the process at once.
 */
export function endOnMistakes(exit: (code: number) => void, io: Io = processIo()): void {
  process.on('uncaughtException', (error) => {
    io.stderr.write(`memprof: ${messageOf(error)}\n`);
    exit(EXIT_FAILED);
  });
}

function messageOf(error: unknown): string {
  return error instanceof MemprofError ? error.message : ownMistake(error);
}

/** Node would end with 1, which `memprof check` says of a leak. */
function ownMistake(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this should not have happened, and is a mistake in memprof; please report it.\n${text}`;
}
