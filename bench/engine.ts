// Measures the heap engine against heap-snapshot-toolkit (Chrome DevTools' own code) on generated snapshots.
// Usage: npm run bench [-- S M diff L]    Snapshots are made once and kept in bench/.cache.
//        npm run bench -- peers           other parsers as well; fetched from npm into bench/.cache when asked for.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const MIB = 1 << 20;

/** What one run cost, and an answer that both tools have to agree on. */
interface Measurement {
  readonly elapsedMs: number;
  /** Processor time of all threads: what a busy machine does not change. */
  readonly cpuMs: number;
  readonly peakRssBytes: number;
  readonly answer: string;
}

/** Sizes to measure: how many conversations the generator makes, and how often each tool runs. */
const SIZES = {
  S: { sessions: 3_800, runs: 9 },
  M: { sessions: 29_500, runs: 5 },
  L: { sessions: 163_000, runs: 1 },
} as const;
type Size = keyof typeof SIZES;
/** Pairs of runs of the comparison of two M files, which takes long. */
const DIFF_RUNS = 3;

/** Too large to be development dependencies, for a table that is printed twice a year. */
const PEERS = ['@memlab/heap-analysis@2.0.5', '@vscode/v8-heap-parser@0.1.0'];

const file = (size: Size, suffix = '') => here(`.cache/${size}${suffix}.heapsnapshot`);

function generate(size: Size): void {
  if (existsSync(file(size)) && (size !== 'M' || existsSync(file(size, '-more')))) return;
  process.stderr.write(`making the ${size} snapshot\n`);
  mkdirSync(here('.cache'), { recursive: true });
  const more = size === 'M' ? [file(size, '-more')] : [];
  const program = ['--max-old-space-size=12000', here('generate-snapshot.cjs')];
  execFileSync(process.execPath, [...program, file(size), String(SIZES[size].sessions), ...more], {
    stdio: 'inherit',
  });
}

function run(tool: string, task: string, files: readonly string[]): Measurement {
  const worker = [here('engine-worker.mjs'), tool, task, ...files];
  const output = execFileSync(process.execPath, ['--max-old-space-size=12000', ...worker], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Measurement;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Runs both tools in turn, so that a busy moment hits both. Their answers have to agree. */
function pairs(task: string, files: readonly string[], runs: number): [Measurement, Measurement][] {
  return Array.from({ length: runs }, () => {
    const [ours, theirs] = [run('memprof', task, files), run('toolkit', task, files)];
    if (ours.answer !== theirs.answer)
      throw new Error(`memprof says ${ours.answer}, the toolkit ${theirs.answer}`);
    return [ours, theirs];
  });
}

/** Medians over the pairs; a ratio is the median of the pairs' ratios. */
function row(label: string, task: string, files: readonly string[], runs: number): string {
  const fileBytes = statSync(files.at(-1)!).size;
  const measured = pairs(task, files, runs);
  const cells = (key: 'elapsedMs' | 'cpuMs' | 'peakRssBytes', show: (value: number) => string) => [
    show(median(measured.map(([ours]) => ours[key]))),
    show(median(measured.map(([, theirs]) => theirs[key]))),
    median(measured.map(([ours, theirs]) => ours[key] / theirs[key])).toFixed(2),
  ];
  const peak = median(measured.map(([ours]) => ours.peakRssBytes));
  return `| ${[
    label,
    mib(fileBytes),
    ...cells('elapsedMs', seconds),
    ...cells('cpuMs', seconds),
    ...cells('peakRssBytes', mib),
    (peak / fileBytes).toFixed(2),
  ].join(' | ')} |`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function mib(bytes: number): string {
  return String(Math.round(bytes / MIB));
}

/** Every tool once on S and M. Peers group and count in ways of their own, so only their costs are compared. */
function peerRows(): string[] {
  if (!existsSync(here('.cache/peers/node_modules'))) {
    mkdirSync(here('.cache/peers'), { recursive: true });
    writeFileSync(here('.cache/peers/package.json'), '{"private":true}\n');
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...PEERS];
    execFileSync('npm', install, { cwd: here('.cache/peers'), stdio: 'inherit' });
  }
  return (['S', 'M'] as const).flatMap((size) => {
    generate(size);
    return ['memprof', 'toolkit', 'memlab', 'v8-heap-parser'].map((tool) => {
      const { elapsedMs, cpuMs, peakRssBytes } = run(tool, 'load', [file(size)]);
      return `| ${[size, tool, seconds(elapsedMs), seconds(cpuMs), mib(peakRssBytes)].join(' | ')} |`;
    });
  });
}

const HEADINGS = ['task', 'file MiB', 'memprof s', 'toolkit s', 'ratio', 'memprof CPU s', 'toolkit CPU s', 'ratio',
  'memprof peak MiB', 'toolkit peak MiB', 'ratio', 'peak / file']; // prettier-ignore
const asked = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
print(`Node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} CPUs\n`);
if (asked.includes('peers')) {
  print('| file | tool | s | CPU s | peak MiB |\n| --- | --- | --: | --: | --: |');
  peerRows().forEach(print);
} else {
  print(`| ${HEADINGS.join(' | ')} |`);
  print(`| --- |${' --: |'.repeat(HEADINGS.length - 1)}`);
  for (const task of asked.length > 0 ? asked : ['S', 'M', 'diff', 'L']) {
    const size = task === 'diff' ? 'M' : (task as Size);
    generate(size);
    print(
      task === 'diff'
        ? row('diff M', 'diff', [file('M'), file('M', '-more')], DIFF_RUNS)
        : row(`load ${size}`, 'load', [file(size)], SIZES[size].runs),
    );
  }
}
