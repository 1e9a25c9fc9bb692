// Runs the end-to-end tests on other versions of Node, whose binaries come as npm packages.
//   npm run test:nodes            22, 24 and 26
//   npm run test:nodes -- 24      one of them
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.argv.slice(2);
const versions = asked.length > 0 ? asked : ['22', '24', '26'];
const shell = process.platform === 'win32';
let failed = 0;

for (const version of versions) {
  const folder = path.join(tmpdir(), `memprof-node-${version}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const node = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--silent', `${name}@${version}`], {
      shell,
    });
  }
  console.log(`\n${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
  const { status } = spawnSync('npx', ['vitest', 'run', 'test/e2e'], {
    cwd: root,
    shell,
    stdio: 'inherit',
    env: { ...process.env, MEMPROF_TEST_NODE: node },
  });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
