import { Command, Option } from 'commander';
import { renderDoctor } from '../report/terminal/doctor-report.ts';
import { examine } from './shell/doctor-checks.ts';
import type { Io } from './io.ts';

/** `memprof doctor`: exits with 1 when something keeps memprof from working. */
export function doctorCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('doctor')
    .description('Show what of memprof works on this machine, and the cure for what does not')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['terminal', 'json']).default('terminal'),
    )
    .action(async ({ format }: { format: string }) => {
      const checkups = await examine(io);
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(checkups, null, 2)}\n`
          : renderDoctor(checkups, { color: io.stdoutColor, width: io.width }),
      );
      exit(checkups.some(({ state }) => state === 'problem') ? 1 : 0);
    });
}
