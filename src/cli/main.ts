import { Command, CommanderError } from 'commander';
import { MemprofError } from '../base/errors.ts';
import { analyzeCommand } from './analyze-command.ts';
import { attachCommand } from './attach-command.ts';
import { buffersCommand } from './buffers-command.ts';
import { checkCommand } from './check-command.ts';
import { cleanCommand } from './clean-command.ts';
import { completionCommand } from './completion-command.ts';
import { diffCommand } from './diff-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { type Io, processIo } from './io.ts';
import { withLinesScope } from './lines-argument.ts';
import { listCommand } from './list-command.ts';
import { manPageCommand } from './man-page-command.ts';
import { reportCommand } from './report-command.ts';
import { runCommand } from './run-command.ts';
import { watchCommand } from './watch-command.ts';
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
  const commands = [
    runCommand(io, exit),
    checkCommand(io, exit),
    attachCommand(io, exit),
    watchCommand(io, exit),
    reportCommand(io),
    diffCommand(io),
    analyzeCommand(io),
    buffersCommand(io, exit),
    listCommand(io),
    cleanCommand(io),
    doctorCommand(io, exit),
    completionCommand(io),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  program.addCommand(manPageCommand(io).copyInheritedSettings(program), { hidden: true });
  try {
    await program.parseAsync(withLinesScope(args, commands), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_FAILED;
    io.stderr.write(`memprof: ${error instanceof MemprofError ? error.message : ownMistake(error)}\n`);
    return EXIT_FAILED;
  }
  return exitCode;
}

/**
 * Ends memprof with its own exit code when something is thrown where nobody waits for it, in an event's listener.
 *
 * @param exit - Ends the process at once.
 */
export function endOnMistakes(exit: (code: number) => void, io: Io = processIo()): void {
  process.on('uncaughtException', (error) => {
    io.stderr.write(`memprof: ${ownMistake(error)}\n`);
    exit(EXIT_FAILED);
  });
}

/** Node would end with 1, which `memprof check` says of a leak. */
function ownMistake(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this should not have happened, and is a mistake in memprof; please report it.\n${text}`;
}
