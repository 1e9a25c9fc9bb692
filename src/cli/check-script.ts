import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { MemprofError } from '../base/errors.ts';
import { isRunnable } from '../capture/typescript.ts';

/**
 * Makes sure that Node can run a script before anything is started.
 *
 * @param args - What follows it on the command line.
 * @returns The script's path, absolute.
 * @throws MemprofError `NOT_FOUND`, `BAD_USAGE` or `UNSUPPORTED`.
 */
export function checkScript(script: string, cwd: string, args: readonly string[] = []): string {
  if (script === '')
    throw new MemprofError('BAD_USAGE', 'The script has no name. Give the path of a script.');
  const file = path.resolve(cwd, script);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new MemprofError(
      'NOT_FOUND',
      `${script} is not there (looked in ${cwd}). ${meant(script, cwd, args)}`,
    );
  }
  if (!stat.isFile()) {
    const example = stat.isDirectory() ? `, for example ${path.join(script, 'index.js')}` : '';
    throw new MemprofError('BAD_USAGE', `${script} is not a file. Give the script itself${example}.`);
  }
  const name = path.basename(realpathSync(file));
  if (path.extname(name) !== '' && !isRunnable(name)) {
    throw new MemprofError(
      'BAD_USAGE',
      `${script} is no JavaScript or TypeScript. memprof runs .js, .mjs, .cjs, .ts, .mts and .cts files.`,
    );
  }
  const runtime = /^#!.*\b(bun|deno)\b/.exec(firstLine(file))?.[1];
  if (runtime !== undefined) throw unsupported(runtime);
  return file;
}

/** What to give instead of a script that is not there. */
function meant(script: string, cwd: string, args: readonly string[]): string {
  const isThere = (name: string): boolean =>
    isRunnable(name) && statSync(path.resolve(cwd, name), { throwIfNoEntry: false })?.isFile() === true;
  // `memprof run node app.js`, `memprof run npx tsx app.ts`.
  const later = args.findIndex(isThere);
  if (later >= 0) {
    const before = [script, ...args.slice(0, later)].join(' ');
    return `memprof starts Node itself: leave "${before}" out, and give ${args[later]}.`;
  }
  const withExtension = ['.js', '.ts', '.mjs', '.mts', '.cjs', '.cts']
    .map((ending) => script + ending)
    .find(isThere);
  return withExtension === undefined
    ? 'Give the path of a script.'
    : `Give its whole name, ${withExtension}.`;
}

/** Refuses runtimes whose heap memprof cannot look into. @throws MemprofError `UNSUPPORTED`. */
export function checkRuntime(versions: NodeJS.ProcessVersions): void {
  const runtime = ['bun', 'deno'].find((name) => versions[name] !== undefined);
  if (runtime !== undefined) throw unsupported(runtime);
}

function unsupported(runtime: string): MemprofError {
  return new MemprofError(
    'UNSUPPORTED',
    `memprof measures programs that run on Node.js; ${runtime} is not supported. Run it with node 20.19 or later.`,
  );
}

function firstLine(file: string): string {
  const buffer = Buffer.alloc(128);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return buffer.toString('latin1', 0, length).split('\n', 1)[0] ?? '';
  } finally {
    closeSync(descriptor);
  }
}
