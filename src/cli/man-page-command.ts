import { Command } from 'commander';
import { shapeOf } from './shell/command-tree.ts';
import type { Io } from './io.ts';
import { renderManPage } from './shell/man-page.ts';

/** `memprof man-page`, which help does not show: `man/memprof.1` is made by it. */
export function manPageCommand(io: Io): Command {
  const command = new Command('man-page').description('Print the manual page');
  return command.action(() => void io.stdout.write(renderManPage(shapeOf(command.parent ?? command))));
}
