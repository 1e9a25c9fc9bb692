import { rmSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { CAPTURES_FOLDER, isBeingRecorded, isCapture, listCaptures } from '../capture/open-capture.ts';
import { formatBytes } from '../report/units.ts';
import type { Io } from './io.ts';
import { parseKeep } from './parse-values.ts';

/** `memprof clean` */
export function cleanCommand(io: Io): Command {
  return new Command('clean')
    .description('Remove captures')
    .option('--directory <folder>', 'where captures were left', CAPTURES_FOLDER)
    .option('--keep <count>', 'keep the newest so many', parseKeep, 0)
    .option('--dry-run', 'only say what would be removed', false)
    .action(({ directory, keep, dryRun }: { directory: string; keep: number; dryRun: boolean }) => {
      // Only what is a capture goes: the folder may hold other things of the user's.
      const captures = listCaptures(path.resolve(io.cwd, directory)).filter((capture) =>
        isCapture(capture.directory),
      );
      const old = captures.slice(0, Math.max(0, captures.length - keep));
      const removed = old.filter((capture) => !isBeingRecorded(capture));
      if (!dryRun) for (const capture of removed) rmSync(capture.directory, { recursive: true, force: true });
      const bytes = removed.reduce((sum, capture) => sum + capture.bytes, 0);
      const what = `${removed.length} ${removed.length === 1 ? 'capture' : 'captures'}, ${formatBytes(bytes)}`;
      const left = old.length - removed.length;
      const kept = left === 0 ? '' : ` ${left === 1 ? 'One is' : `${left} are`} being recorded, and left.`;
      io.stdout.write(`${dryRun ? 'Would remove' : 'Removed'} ${what}.${kept}\n`);
    });
}
