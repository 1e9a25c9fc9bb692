import path from 'node:path';
import { Command, Option } from 'commander';
import { CAPTURES_FOLDER, listCaptures } from '../capture/open-capture.ts';
import { renderCaptureList } from '../report/terminal/capture-list.ts';
import type { Io } from './io.ts';

/** `memprof list` */
export function listCommand(io: Io): Command {
  return new Command('list')
    .description('Show the captures that are kept here')
    .option('--directory <folder>', 'where captures were left', CAPTURES_FOLDER)
    .addOption(
      new Option('--format <format>', 'how to print').choices(['terminal', 'json']).default('terminal'),
    )
    .action(({ directory, format }: { directory: string; format: string }) => {
      const captures = listCaptures(path.resolve(io.cwd, directory)).map((capture) => ({
        directory: path.relative(io.cwd, capture.directory) || '.',
        bytes: capture.bytes,
        startedAt: capture.manifest?.startedAt ?? null,
        command:
          capture.manifest === null
            ? null
            : [capture.manifest.target.script, ...capture.manifest.target.args],
        labels: capture.manifest?.labels.map(({ name }) => name) ?? [],
      }));
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(captures, null, 2)}\n`
          : renderCaptureList(captures, { color: io.stdoutColor, width: io.width }),
      );
    });
}
