import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NODE, ROOT, temporaryFolder } from '../helpers/run-memprof.ts';

/** Runs memprof with a stream that nobody reads any more. @returns the other stream and the exit code. */
function runWithoutReader(stream: 1 | 2, args: readonly string[]): string {
  const pipe = path.join(temporaryFolder(), 'pipe');
  const script = `mkfifo "$1"; exec 3<>"$1" 4>"$1" 3<&-; shift; "$@" ${stream}>&4 ${stream === 1 ? '2>&1' : ''}; echo "code $?"`;
  const ordered = stream === 1 ? script.replace('1>&4 2>&1', '2>&1 1>&4') : script;
  const memprof = [NODE, path.join(ROOT, 'bin/memprof.js'), ...args];
  return execFileSync('sh', ['-c', ordered, 'sh', pipe, ...memprof], { encoding: 'utf8' });
}

test('who reads stdout may stop early, as head does', () => {
  expect(runWithoutReader(1, ['run', '--help'])).toBe('code 0\n');
});

test('the exit code does not depend on whether somebody reads stderr', () => {
  expect(runWithoutReader(2, ['report', 'no-such-capture'])).toBe('code 2\n');
});

test('a full disk under stdout is told in a line', ({ skip }) => {
  if (!existsSync('/dev/full')) skip('there is no /dev/full');
  const script = '"$@" 2>&1 >/dev/full; echo "code $?"';
  const memprof = [NODE, path.join(ROOT, 'bin/memprof.js'), 'list', '--directory', temporaryFolder()];

  expect(execFileSync('sh', ['-c', script, 'sh', ...memprof], { encoding: 'utf8' })).toMatch(
    /^memprof: The output could not be written: ENOSPC.*\ncode 2\n$/,
  );
});
