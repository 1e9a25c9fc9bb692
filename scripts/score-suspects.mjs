// Scores leak suspects on a folder of programs that leak: node scripts/score-suspects.mjs <folder> [name…] [--trace]
//
// A case is a folder with leaky.mjs (exports iteration(i), perhaps setup() and teardown()) and truth.json, which
// names the culprit: one of `culprit_names` must stand on the retaining path, a file that matches
// `culprit_file_regex` in the report. Each program runs in a process of its own, between two snapshots.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeConstructorCensus } from '../dist/analysis/census.js';
import { evidenceOf, findSuspects, scriptNames } from '../dist/analysis/leaks/index.js';
import { readSnapshotTables } from '../dist/format/heapsnapshot/open.js';
import { HeapGraph } from '../dist/graph/heap-graph.js';

const recorder = fileURLToPath(new URL('record-iterations.mjs', import.meta.url));
const args = process.argv.slice(2);
const showTrace = args.includes('--trace');
const [folder, ...wanted] = args.filter((arg) => !arg.startsWith('--'));
const score = { cases: 0, name: 0, file: 0 };

for (const name of readdirSync(folder).toSorted()) {
  const program = path.resolve(folder, name, 'leaky.mjs');
  if (!existsSync(program) || (wanted.length > 0 && !wanted.includes(name))) continue;
  const truth = JSON.parse(readFileSync(path.join(folder, name, 'truth.json'), 'utf8'));
  const suspects = await suspectsOf(program, Math.min(truth.verify?.k ?? 300, 600));
  const paths = JSON.stringify(
    suspects.map(({ retainingPath }) => retainingPath.map((step) => [step.name, step.edge])),
  );
  const hasName = truth.culprit_names.some((culprit) => paths.includes(culprit));
  const hasFile = new RegExp(truth.culprit_file_regex).test(JSON.stringify(suspects).replaceAll('\\\\', '/'));
  score.cases++;
  score.name += hasName ? 1 : 0;
  score.file += hasFile ? 1 : 0;
  console.log(`${name}: name ${hasName ? 'yes' : 'NO'}, file ${hasFile ? 'yes' : 'NO'}`);
  for (const suspect of suspects) print(suspect);
}
console.log(`culprit named in ${score.name} of ${score.cases}, its file in ${score.file}`);

async function suspectsOf(program, iterations) {
  const temporary = mkdtempSync(path.join(tmpdir(), 'score-suspects-'));
  try {
    const flags = ['--expose-gc', '--no-flush-bytecode', '--no-warnings'];
    const { status, stderr } = spawnSync(
      process.execPath,
      [...flags, recorder, program, `${iterations}`, temporary],
      {
        encoding: 'utf8',
        timeout: 120_000,
      },
    );
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
    const before = takeConstructorCensus(await openGraph(path.join(temporary, 'before.heapsnapshot')));
    const graph = await openGraph(path.join(temporary, 'after.heapsnapshot'));
    const after = takeConstructorCensus(graph, { previous: before });
    return findSuspects(graph, evidenceOf([before, after], { iterations }), namesFor(graph));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

async function openGraph(file) {
  return new HeapGraph(await readSnapshotTables(file));
}

function namesFor(graph) {
  const scripts = scriptNames(graph);
  return {
    locate(scriptId, line, column) {
      const url = scripts.get(scriptId) ?? '';
      if (url === '' || url.startsWith('node:')) return null;
      return { file: url.startsWith('file:') ? fileURLToPath(url) : url, line, column };
    },
    packageOf(file) {
      const name = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1];
      return name === undefined ? null : { name, version: null };
    },
  };
}

function print({ kind, title, perIteration, package: blamed, retainingPath }) {
  const size = `${perIteration.count.toFixed(2)} and ${Math.round(perIteration.bytes)} B each iteration`;
  console.log(`  [${kind}] ${title}: ${size}${blamed ? `, in ${blamed.name}` : ''}`);
  if (!showTrace) return;
  for (const { verdict, name, edge, isSuspect, hops } of retainingPath)
    console.log(
      `      ${verdict.padEnd(12)}${name}${hops > 1 ? ` ×${hops}` : ''} ${isSuspect ? '~~' : ''}${edge ?? ''}`,
    );
}
