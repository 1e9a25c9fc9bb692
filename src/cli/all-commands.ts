import type { Command } from 'commander';
import { analyzeCommand } from './analyze-command.ts';
import { attachCommand } from './attach-command.ts';
import { buffersCommand } from './buffers-command.ts';
import { checkCommand } from './check-command.ts';
import { cleanCommand } from './clean-command.ts';
import { completionCommand } from './completion-command.ts';
import { diffCommand } from './diff-command.ts';
import { doctorCommand } from './doctor-command.ts';
import type { Io } from './io.ts';
import { listCommand } from './list-command.ts';
import { manPageCommand } from './man-page-command.ts';
import { reportCommand } from './report-command.ts';
import { runCommand } from './run-command.ts';
import { watchCommand } from './watch-command.ts';

/** Commands of the program; the hidden ones stand in no help. */
export interface Commands {
  readonly commands: readonly Command[];
  readonly hidden: readonly Command[];
}

/** Every command, in the order of the help. @param exit - Takes the exit code. */
export function allCommands(io: Io, exit: (code: number) => void): Commands {
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
  return { commands, hidden: [manPageCommand(io)] };
}
