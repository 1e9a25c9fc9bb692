import path from 'node:path';
import { Command, Option } from 'commander';
import type { BufferResult } from '../analysis/results.ts';
import { CAPTURES_FOLDER, isCapture, openCapture } from '../capture/open-capture.ts';
import { renderBuffers } from '../report/terminal/buffers-report.ts';
import type { Io } from './io.ts';
import type { RunOptions } from './run-options.ts';
import { runProgram } from './run-program.ts';

/** A run that records no more than the buffers need. */
const LEAST: RunOptions = {
  by: [],
  sort: 'growth',
  cumulative: false,
  frames: 1,
  include: [],
  exclude: [],
  format: 'terminal',
  allPairs: false,
  snapshots: 'none',
  backend: 'inspector',
  samplingInterval: 2 ** 20,
  exact: false,
  keepInlining: true,
  nodeArg: [],
  directory: CAPTURES_FOLDER,
};

/** `memprof buffers <script|capture>` */
export function buffersCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('buffers')
    .description("Show how full the profiler's ring buffers are and what set their size")
    .argument('<script|capture>', 'a program to run, or the capture of one')
    .argument('[arguments...]', "the program's own")
    .passThroughOptions()
    .addOption(
      new Option('--format <format>', 'how to print').choices(['terminal', 'json']).default('terminal'),
    )
    .action(async (subject: string, args: string[], { format }: { format: string }) => {
      const print = (buffers: readonly BufferResult[]): void => {
        const options = { color: io.stderrColor, width: io.width };
        const text =
          format === 'json' ? `${JSON.stringify(buffers, null, 2)}\n` : renderBuffers(buffers, options);
        // A program that was run has stdout for itself.
        if (isCapture(path.resolve(io.cwd, subject))) io.stdout.write(text);
        else io.stderr.write(text);
      };
      const directory = path.resolve(io.cwd, subject);
      if (isCapture(directory)) print(openCapture(directory).manifest.buffers);
      else exit(await runProgram(subject, args, LEAST, io, ({ buffers }) => print(buffers)));
    });
}
