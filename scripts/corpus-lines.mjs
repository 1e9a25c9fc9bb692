// Runs the test suites of published packages as they are and rewritten for exact lines, and compares what
// they print and how they end. Installs the packages, at these versions, into bench/.cache/corpus.
// `npm run build && npm run corpus:lines [package…]`; another Node: MEMPROF_TEST_NODE.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE = process.env.MEMPROF_TEST_NODE ?? process.execPath;
const CORPUS = join(ROOT, 'bench/.cache/corpus');

/** Packages whose tests come with them. */
const PACKAGES = {
  minimist: '1.2.8',
  'secure-json-parse': '4.1.1',
  'fast-uri': '4.2.3',
  'process-warning': '5.1.1',
  avvio: '9.3.1',
  'find-my-way': '9.10.1',
  'sonic-boom': '5.0.2',
  qs: '6.17.1',
};

/** What those tests need. */
const NEEDED = {
  tape: '5.10.2',
  ajv: '8.20.0',
  proxyquire: '2.1.3',
  '@sinonjs/fake-timers': '15.5.0',
  'es-value-fixtures': '1.7.1',
  'for-each': '0.3.5',
  'has-bigints': '1.1.0',
  'has-override-mistake': '1.0.1',
  'has-property-descriptors': '1.0.2',
  'has-proto': '1.2.0',
  'has-symbols': '1.1.0',
  'iconv-lite': '0.5.2',
  'mock-property': '1.1.2',
  'qs-iconv': '1.0.4',
  'object-inspect': '1.14.0',
  'safer-buffer': '2.1.2',
};

function install() {
  const manifest = JSON.stringify({ private: true, dependencies: { ...PACKAGES, ...NEEDED } });
  const path = join(CORPUS, 'package.json');
  if (existsSync(path) && readFileSync(path, 'utf8') === manifest) return;
  rmSync(CORPUS, { recursive: true, force: true });
  mkdirSync(CORPUS, { recursive: true });
  writeFileSync(path, manifest);
  try {
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: CORPUS,
      stdio: 'inherit',
    });
  } catch (error) {
    rmSync(path);
    throw error;
  }
}

function testFiles(name) {
  const directory = join(CORPUS, 'node_modules', name, 'test');
  return readdirSync(directory, { recursive: true })
    .filter((file) => /\.[cm]?js$/.test(file) && !/fixture|helper|util|issue-|jest|typescript/.test(file))
    .map((file) => join(directory, file))
    .toSorted();
}

/** Times, ids and ports differ from run to run; where our cache is, too. */
const settled = (text) =>
  text
    .replaceAll(/duration_ms:? [\d.]+/g, 'duration_ms')
    .replaceAll(/\([\d.]+ms\)/g, '')
    .replaceAll(/\b\d+\.\d+ ?ms\b/g, 'ms')
    .replaceAll(/(\(node:|pid":|-)\d{2,}/g, '$1N');

function run(file, name, configuration) {
  const flags = configuration === undefined ? [] : ['--require', join(ROOT, 'dist/lines/register.js')];
  const environment = { ...process.env, NODE_OPTIONS: '' };
  if (configuration !== undefined) environment.MEMPROF_LINES = JSON.stringify(configuration);
  const cwd = join(CORPUS, 'node_modules', name);
  const { stdout, status } = spawnSync(NODE, [...flags, file], {
    cwd,
    env: environment,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { stdout: settled(stdout), status };
}

/** Some tests depend on time and fail by themselves now and then: only a difference that stays is one. */
function isAlike(file, name, configuration) {
  let difference = '';
  for (let attempt = 0; attempt < 3; attempt++) {
    const plain = run(file, name, undefined);
    const rewritten = run(file, name, configuration);
    if (plain.stdout === rewritten.stdout && plain.status === rewritten.status) return true;
    const [expected, received] = [plain, rewritten].map(({ stdout }) => stdout.split('\n'));
    const at = expected.findIndex((line, i) => line !== received[i]);
    difference = `  ${file}: ${plain.status} → ${rewritten.status}\n  - ${expected[at]}\n  + ${received[at]}`;
  }
  console.log(difference);
  return false;
}

install();
const asked = process.argv.slice(2);
const cacheDir = mkdtempSync(join(tmpdir(), 'memprof-corpus-'));
let failures = 0;
for (const name of asked.length > 0 ? asked : Object.keys(PACKAGES)) {
  const journalFile = join(cacheDir, `${name}.journal`);
  const files = testFiles(name);
  const differing = files.filter(
    (file) => !isAlike(file, name, { scope: [name], cacheDir, journalFile, loaderFolders: [] }),
  );
  const journal = existsSync(journalFile) ? readFileSync(journalFile, 'utf8').trim().split('\n') : [];
  const untouched = journal.filter((line) => line.includes('"untouched"')).length;
  const tested = files.length - differing.length;
  console.log(
    `${name}@${PACKAGES[name]}: ${tested} of ${files.length} test files alike, ${journal.length - untouched} sources rewritten, ${untouched} untouched`,
  );
  failures += differing.length;
}
rmSync(cacheDir, { recursive: true });
process.exitCode = failures > 0 ? 1 : 0;
