import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, memprof, temporaryFolder } from '../helpers/run-memprof.ts';
import { startProgram } from '../helpers/running-program.ts';
import { hasTerminals } from '../helpers/terminal.ts';

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

test('fish completes them, too', async ({ skip }) => {
  const { stdout: script } = await memprof(['completion', 'fish']);
  expect(script).toContain('snapshots');
  if (!has('fish')) return skip('there is no fish');
  const file = path.join(temporaryFolder(), 'memprof.fish');
  writeFileSync(file, script);
  const offers = (line: string): string[] => {
    const asked = `source '${file}'; complete -C '${line}'`;
    const text = execFileSync('fish', ['--no-config', '-c', asked], { encoding: 'utf8' });
    return text.split('\n').flatMap((offered) => (offered === '' ? [] : [offered.split('\t')[0]!]));
  };
  expect(offers('memprof wat')).toEqual(['watch']);
  expect(offers('memprof run --sna').toSorted()).toEqual(['--snapshot-memory', '--snapshots']);
  expect(offers('memprof run --snapshots ').toSorted()).toEqual(['first-last', 'labels', 'none']);
  expect(offers('memprof attach 4711 --follow w')).toEqual(['workers', 'workers,children']);
  return expect(offers('memprof completion f')).toEqual(['fish']);
});

test('zsh completes them, too', async ({ skip }) => {
  const { stdout: script } = await memprof(['completion', 'zsh']);
  expect(script).toContain('snapshots');
  if (!has('zsh') || !hasTerminals()) return skip('there is no zsh, or no Python for a terminal');
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, '_memprof'), script);
  const helper = `${ROOT}test/helpers/on-zsh.py`;
  const shows = (keys: string): string =>
    execFileSync('python3', [helper, folder, keys], { encoding: 'utf8' });
  expect(shows('memprof wat\t')).toContain('memprof watch ');
  expect(shows('memprof run --sna\t\t')).toMatch(/--snapshot-memory +-- [^]*--snapshots +-- /);
  expect(shows('memprof run --snapshots \t\t')).toMatch(/first-last +labels +none/);
  expect(shows('memprof attach 4711 --follow c\t')).toContain('--follow children ');
  return expect(shows('memprof completion f\t')).toContain('memprof completion fish ');
});

test('processes of Node are offered, whatever version it is', async () => {
  const program = await startProgram('apps/attach/idle.mjs');
  expect(await bashOffers('memprof', 'attach', '')).toContain(String(program.pid));
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
