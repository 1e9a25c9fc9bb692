import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, memprof } from '../helpers/run-memprof.ts';

/** What bash offers at the end of a command line. */
async function bashOffers(...words: readonly string[]): Promise<string[]> {
  const { stdout: script } = await memprof(['completion', 'bash']);
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _memprof; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['--norc', '-c', `${script}\n${ask}`], { encoding: 'utf8' });
  return text.split('\n').filter((offered) => offered !== '');
}

function has(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('bash completes commands, options and what options may be', async () => {
  expect(await bashOffers('memprof', 'wat')).toEqual(['watch']);
  expect(await bashOffers('memprof', 'run', '--sna')).toEqual(['--snapshots', '--snapshot-memory']);
  expect(await bashOffers('memprof', 'run', '--snapshots', '')).toEqual(['labels', 'first-last', 'none']);
  expect(await bashOffers('memprof', 'completion', 'f')).toEqual(['fish']);
  // Nothing to say: then bash offers files.
  expect(await bashOffers('memprof', 'run', 'agent')).toEqual([]);
});

test.for(['zsh', 'fish'] as const)('%s finds no mistake in its script', async (shell, { skip }) => {
  const { code, stdout } = await memprof(['completion', shell]);
  expect(code).toBe(0);
  expect(stdout).toContain('snapshots');
  expect(stdout).toContain('watch');
  if (!has(shell)) skip(`there is no ${shell}`);
  execFileSync(shell, ['-n', '/dev/stdin'], { input: stdout });
});

test('a shell we do not know', async () => {
  const { code, stderr } = await memprof(['completion', 'tcsh']);

  expect(code).toBe(2);
  expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
});

test('the manual is that of these commands: npm run man', async () => {
  const { stdout } = await memprof(['man-page']);

  expect(stdout).toBe(readFileSync(path.join(ROOT, 'man/memprof.1'), 'utf8'));
  for (const command of ['run', 'check', 'attach', 'watch', 'completion']) {
    expect(stdout).toContain(`\n.B memprof ${command} `);
  }
});
