// Checks programs whose answer is known and prints the score.
//
//   npm run corpus                          all cases beside the project, or in MEMPROF_CORPUS
//   npm run corpus -- NAME… --repeat 10     only these; each so often: verdicts have to be the same
//   npm run corpus -- --load                with every core kept busy by something else
//   npm run corpus -- --agents              the modes of the agent programs instead
//   npm run corpus -- --folder FOLDER       cases of your own: NAME/{leaky,fixed,trap}.mjs, NAME/truth.json
//   npm run corpus -- --jobs 2              so many at a time: quicker, but times say less
//
// A truth.json may give further arguments of `memprof check` as `check` ("--label", "turn"); {PORT} there, and PORT in the
// environment, is a free port.
//
// The cases are copied to a folder in the system's temporary folder and installed there; it is kept between runs.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, chmodSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const memprof = path.join(root, 'bin/memprof.js');
const work = path.join(tmpdir(), 'memprof-corpus');
const argv = process.argv.slice(2);
const flag = (name) => argv.includes(`--${name}`);
const option = (name, other) => (flag(name) ? argv[argv.indexOf(`--${name}`) + 1] : other);
const repeat = Number(option('repeat', 1));
const jobs = Number(option('jobs', 1));
const OPTIONS = ['--repeat', '--jobs', '--folder'];
const names = argv.filter((text, i) => !text.startsWith('--') && !OPTIONS.includes(argv[i - 1]));

/** What each mode of the agents is; from their READMEs. */
const AGENTS = [
  ['praisonai', 'stream', false],
  ['praisonai', 'own-tools', false],
  ['praisonai', 'history', true],
  ['praisonai', 'shared-tools', true, ['--warmup', '0', '--requests', '12']],
  ['vercel-ai', 'fresh', false],
  ['vercel-ai', 'undrained', false],
  ['vercel-ai', 'messages', true],
  ['vercel-ai', 'results', true],
  ['vercel-ai', 'any-signal', true],
  ['vercel-ai', 'listener', true],
];

const source =
  option('folder', process.env.MEMPROF_CORPUS) ??
  locate(flag('agents') ? '../shared/agents' : '../shared/leaks');
if (source === null) {
  console.log('skipped: there is no corpus beside the project (MEMPROF_CORPUS=FOLDER names another)');
} else {
  const stopLoad = flag('load') ? makeLoad() : () => undefined;
  try {
    report(await checkAll(flag('agents') ? agentCases(source) : leakCases(path.resolve(source))));
  } finally {
    stopLoad();
  }
}

/** A folder beside the project or one of its parents: a worktree lies deeper. */
function locate(relative) {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const found = path.resolve(folder, relative);
    if (existsSync(found)) return found;
    if (folder === path.dirname(folder)) return null;
  }
}

function prepare(folder) {
  // Cases of one's own are used where they are.
  const isOwn = flag('folder');
  const copy = isOwn ? folder : path.join(work, path.basename(path.dirname(folder)), path.basename(folder));
  if (!isOwn && !existsSync(path.join(copy, 'package.json'))) {
    mkdirSync(copy, { recursive: true });
    cpSync(folder, copy, { recursive: true, filter: (file) => !file.includes('node_modules') });
    for (const file of ['.', ...readdirSync(copy, { recursive: true })]) {
      const full = path.join(copy, file);
      chmodSync(full, statSync(full).isDirectory() ? 0o755 : 0o644);
    }
  }
  const manifest = path.join(copy, 'package.json');
  const { dependencies } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  if (dependencies !== undefined && !existsSync(path.join(copy, 'node_modules'))) {
    spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: copy,
      stdio: 'ignore',
    });
  }
  return copy;
}

/** A case is a function: installing and copying are done when its turn comes. */
function leakCases(folder) {
  const cases = [];
  for (const name of readdirSync(folder).toSorted()) {
    const truthFile = path.join(folder, name, 'truth.json');
    if (!existsSync(truthFile) || (names.length > 0 && !names.includes(name))) continue;
    const truth = JSON.parse(readFileSync(truthFile, 'utf8'));
    const copy = prepare(path.join(folder, name));
    for (const side of ['leaky', 'fixed', 'trap']) {
      const file = truth.entry?.[side] ?? `${side}.${truth.ext ?? 'mjs'}`;
      if (!existsSync(path.join(copy, file))) continue;
      const checkSide = async () => {
        const port = await freePort();
        const args = (truth.check ?? []).map((text) => text.replaceAll('{PORT}', port));
        return check(`${name} ${side}`, copy, [...args, file], side === 'leaky', truth, { PORT: port });
      };
      for (let i = 0; i < repeat; i++) cases.push(checkSide);
    }
  }
  return cases;
}

function agentCases(folder) {
  const cases = [];
  for (const [name, mode, isLeaky, more = []] of AGENTS) {
    if (names.length > 0 && !names.includes(mode)) continue;
    const copy = prepare(path.join(folder, name));
    const args = ['--label', 'requests', 'agent.ts', '--mode', mode, ...more];
    for (let i = 0; i < repeat; i++) cases.push(() => check(`${name} ${mode}`, copy, args, isLeaky, {}));
  }
  return cases;
}

/** Runs `jobs` of them at a time. @returns their rows. */
async function checkAll(cases) {
  const rows = [];
  const lane = async () => {
    for (let next = cases.shift(); next !== undefined; next = cases.shift()) rows.push(await next());
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return rows;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}

/** Runs memprof. */
function run(args, cwd, env) {
  const child = spawn(process.execPath, [memprof, 'check', '--format', 'json', ...args], {
    cwd,
    env: { ...process.env, ...env },
    timeout: 150_000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ ...texts, status }));
  });
}

async function check(name, cwd, args, isLeaky, truth, env = {}) {
  const startedAt = Date.now();
  const { stdout, stderr, status } = await run(args, cwd, env);
  const seconds = (Date.now() - startedAt) / 1000;
  let result = null;
  try {
    result = JSON.parse(stdout);
  } catch {
    // Said by the verdict.
  }
  const verdict = result?.verdict ?? `failed (${status}): ${stderr.trim().split('\n').at(-1)}`;
  const isRight = verdict === (isLeaky ? 'leak' : 'clean');
  const paths = JSON.stringify(
    (result?.suspects ?? []).map(({ retainingPath, reference }) => [retainingPath, reference]),
  );
  const culprits = truth.culprit_names ?? [];
  const hasName = culprits.length === 0 ? null : culprits.some((culprit) => paths.includes(culprit));
  const pattern = truth.culprit_file_regex;
  const files = JSON.stringify(result?.suspects ?? []);
  // The pattern may name the folder of the case, which is the working directory here.
  const hasFile =
    pattern === undefined
      ? null
      : new RegExp(pattern).test(files) || new RegExp(pattern.replace(/^[\w-]+\/(?=leaky)/, '')).test(files);
  const row = {
    name,
    isLeaky,
    verdict,
    isRight,
    seconds,
    hasName,
    hasFile,
    top: result?.suspects[0]?.title ?? '',
  };
  const mark = (value) => (value === null ? '-' : value ? 'yes' : 'NO');
  console.log(
    `${isRight ? ' ' : '!'} ${name.padEnd(36)} ${verdict.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s ${result?.reason ?? ''}` +
      (isLeaky
        ? `  name ${mark(hasName).padEnd(3)} file ${mark(hasFile).padEnd(3)} ${row.top.slice(0, 80)}`
        : ''),
  );
  return row;
}

function report(rows) {
  const leaky = rows.filter((row) => row.isLeaky);
  const clean = rows.filter((row) => !row.isLeaky);
  const count = (list, is) => `${list.filter(is).length} of ${list.length}`;
  const seconds = rows.map((row) => row.seconds).toSorted((a, b) => a - b);
  const named = leaky.filter((row) => row.hasName !== null);
  console.log('');
  console.log(`leaky sides flagged       ${count(leaky, (row) => row.verdict === 'leak')}`);
  console.log(`clean sides not flagged   ${count(clean, (row) => row.verdict === 'clean')}`);
  console.log(
    `inconclusive or failed    ${count(rows, (row) => row.verdict !== 'leak' && row.verdict !== 'clean')}`,
  );
  console.log(`culprit named on a path   ${count(named, (row) => row.hasName)}`);
  console.log(`culprit's file named      ${count(named, (row) => row.hasFile)}`);
  console.log(
    `median, longest           ${(seconds[seconds.length >> 1] ?? 0).toFixed(1)} s, ${(seconds.at(-1) ?? 0).toFixed(1)} s`,
  );
  if (rows.some((row) => !row.isRight)) process.exitCode = 1;
}

/** Keeps every core busy. @returns what ends it. */
function makeLoad() {
  const busy = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (let i = 0; ; i++) Math.sqrt(i);'], { stdio: 'ignore' }),
  );
  return () => busy.forEach((child) => child.kill());
}
