// Measures the heap engine against heap-snapshot-toolkit (Chrome DevTools' own code) on generated snapshots.
// Usage: npm run bench [-- S M L]      Snapshots are made once and kept in bench/.cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
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
  S: { sessions: 3_800, runs: 5 },
  M: { sessions: 29_500, runs: 3 },
  L: { sessions: 163_000, runs: 1 },
} as const;
type Size = keyof typeof SIZES;

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

/** The run that took the least processor time of several, in turn with the other tool, so that a busy moment hits both. */
function compareTools(task: string, files: readonly string[], runs: number): [Measurement, Measurement] {
  const best = new Map<string, Measurement>();
  for (let round = 0; round < runs; round++) {
    for (const tool of ['memprof', 'toolkit']) {
      const measured = run(tool, task, files);
      const known = best.get(tool);
      if (known && known.answer !== measured.answer)
        throw new Error(`${tool}: ${known.answer}, then ${measured.answer}`);
      if (!known || measured.cpuMs < known.cpuMs) best.set(tool, measured);
    }
  }
  const [ours, theirs] = [best.get('memprof')!, best.get('toolkit')!];
  if (ours.answer !== theirs.answer)
    throw new Error(`memprof says ${ours.answer}, the toolkit ${theirs.answer}`);
  return [ours, theirs];
}

function row(label: string, size: Size, task: string, files: readonly string[]): string {
  const fileBytes = statSync(files.at(-1)!).size;
  const [ours, theirs] = compareTools(task, files, SIZES[size].runs);
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const mib = (bytes: number) => String(Math.round(bytes / MIB));
  return `| ${[
    label,
    mib(fileBytes),
    seconds(ours.elapsedMs),
    seconds(theirs.elapsedMs),
    (ours.elapsedMs / theirs.elapsedMs).toFixed(2),
    seconds(ours.cpuMs),
    seconds(theirs.cpuMs),
    (ours.cpuMs / theirs.cpuMs).toFixed(2),
    mib(ours.peakRssBytes),
    mib(theirs.peakRssBytes),
    (ours.peakRssBytes / theirs.peakRssBytes).toFixed(2),
    (ours.peakRssBytes / fileBytes).toFixed(2),
  ].join(' | ')} |`;
}

const HEADINGS = ['task', 'file MiB', 'memprof s', 'toolkit s', 'ratio', 'memprof CPU s', 'toolkit CPU s', 'ratio',
  'memprof peak MiB', 'toolkit peak MiB', 'ratio', 'peak / file']; // prettier-ignore
const asked = process.argv.slice(2).filter((argument): argument is Size => argument in SIZES);
const sizes = asked.length > 0 ? asked : (Object.keys(SIZES) as Size[]);
const print = (line: string) => process.stdout.write(`${line}\n`);
print(`Node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} CPUs\n`);
print(`| ${HEADINGS.join(' | ')} |`);
print(`| --- |${' --: |'.repeat(HEADINGS.length - 1)}`);
for (const size of sizes) {
  generate(size);
  print(row(`load ${size}`, size, 'load', [file(size)]));
  if (size === 'M') print(row('diff M', size, 'diff', [file(size), file(size, '-more')]));
}
