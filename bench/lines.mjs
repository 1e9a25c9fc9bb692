// Exact lines: what they cost. `npm run build && node bench/lines.mjs`; another Node: MEMPROF_TEST_NODE.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rewrite } from '../dist/lines/rewrite.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE = process.env.MEMPROF_TEST_NODE ?? process.execPath;
const REGISTER = join(ROOT, 'dist/lines/register.js');
const TIMED = join(ROOT, 'bench/lines/timed.cjs');
const ROUNDS = 5;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** CPU milliseconds of the program's best round, in a process of its own. */
function time(program, isRewritten) {
  const directory = mkdtempSync(join(tmpdir(), 'memprof-bench-'));
  const config = {
    scope: 'user',
    cacheDir: directory,
    journalFile: join(directory, 'journal'),
    loaderFolders: [],
  };
  const flags = isRewritten ? ['--require', REGISTER] : [];
  const environment = isRewritten ? { MEMPROF_LINES: JSON.stringify(config) } : {};
  const url = pathToFileURL(join(ROOT, 'bench/lines', program)).href;
  const output = execFileSync(NODE, [...flags, TIMED, url], { env: { ...process.env, ...environment } });
  rmSync(directory, { recursive: true });
  return Number(output);
}

console.log(`run time, CPU ms, median of ${ROUNDS} (${execFileSync(NODE, ['--version']).toString().trim()})`);
for (const program of process.argv[2]?.split(',') ?? [
  'agent.mjs',
  'async.mjs',
  'parser.mjs',
  'numbers.mjs',
]) {
  // Turn about, so that a busy machine slows both.
  const pairs = Array.from({ length: ROUNDS }, () => [time(program, false), time(program, true)]);
  const plain = median(pairs.map(([ms]) => ms));
  const rewritten = median(pairs.map(([, ms]) => ms));
  console.log(
    `${program.padEnd(12)} ${plain.toFixed(0)} → ${rewritten.toFixed(0)}  ${(rewritten / plain).toFixed(2)} ×`,
  );
}

/** So much of each source, over and over: a project's dependencies are megabytes, and V8 compiles as it goes. */
const REWRITTEN_BYTES = 6e6;
console.log('rewriting, MB of source per CPU second');
const SOURCES = [
  ['typescript/lib/typescript.js', 'commonjs'],
  ['rollup/dist/es/shared/node-entry.js', 'module'],
  ['prettier/index.mjs', 'module'],
  ['acorn/dist/acorn.js', 'commonjs'],
  ['commander/lib/command.js', 'commonjs'],
];
for (const [name, format] of SOURCES) {
  const filename = join(ROOT, 'node_modules', name);
  const source = readFileSync(filename, 'utf8');
  const rounds = Math.max(ROUNDS, Math.ceil(REWRITTEN_BYTES / source.length));
  const speeds = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    rewrite(source, { filename, format });
    const { user, system } = process.cpuUsage(start);
    return source.length / (user + system);
  });
  console.log(`${name.padEnd(36)} first ${speeds[0].toFixed(1)}, median ${median(speeds).toFixed(1)}`);
}
