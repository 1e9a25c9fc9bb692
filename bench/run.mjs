// What `memprof run` costs, against the same program without it. Ratios within one run; the middle of several.
//   npm run build && node bench/run.mjs [repetitions]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const memprof = path.join(root, 'bin/memprof.js');
const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs');
const repetitions = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(path.join(tmpdir(), 'memprof-bench-'));

const programs = {
  'hello.ts': `console.log('hello' as string);\n`,
  // About 100 MB in 1.3 million objects. Three labels: start, full, end; by hand at the same places.
  'holds.cjs': `
const byHand = process.argv[2] === 'by-hand';
const write = (name) => require('node:v8').writeHeapSnapshot(process.argv[3] + '/' + name + '.heapsnapshot');
if (byHand) write('start');
const kept = [];
for (let i = 0; i < 650_000; i++) kept.push({ id: i, name: 'record ' + i, tags: [i, i + 1] });
if (byHand) write('full');
else globalThis.memprof?.mark('full');
process.on('exit', () => {
  if (byHand) write('end');
  console.error('peak', process.resourceUsage().maxRSS, kept.length);
});
`,
  // What agents do: build messages, send and read them as JSON, keep the last few.
  'converses.cjs': `
const history = [];
let sum = 0;
for (let turn = 0; turn < 80_000; turn++) {
  const words = Array.from({ length: 60 }, (_, i) => 'token' + ((turn * 31 + i * 7) % 9973));
  history.push({ role: turn % 2 ? 'user' : 'assistant', content: words.join(' ') });
  if (history.length > 20) history.shift();
  const body = JSON.parse(JSON.stringify({ model: 'fake', messages: history }));
  sum += body.messages.length;
}
console.log(sum);
`,
  'allocates.cjs': `
let kept = [];
let sum = 0;
for (let round = 0; round < 600; round++) {
  for (let i = 0; i < 200_000; i++) {
    const message = { role: 'user', text: 'message ' + i, at: [round, i] };
    if (i % 100 === 0) kept.push(message);
    sum += message.at.length;
  }
  if (kept.length > 20_000) kept = [];
}
console.log(sum);
`,
};
for (const [name, text] of Object.entries(programs)) writeFileSync(path.join(folder, name), text);

function time(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return {
    seconds: (performance.now() - started) / 1000,
    peakKiB: Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0),
  };
}

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function compare(title, withMemprof, without, describe) {
  const pairs = Array.from({ length: repetitions }, () => [time(without), time(withMemprof)]);
  console.log(`${title}: ${describe(pairs)}`);
}

const seconds = (pairs) =>
  `${middle(pairs.map(([a]) => a.seconds)).toFixed(2)} s → ${middle(pairs.map(([, b]) => b.seconds)).toFixed(2)} s, ` +
  `${middle(pairs.map(([a, b]) => b.seconds / a.seconds)).toFixed(2)} × (+${middle(pairs.map(([a, b]) => b.seconds - a.seconds)).toFixed(2)} s)`;

const none = ['run', '--snapshots', 'none', '--output', 'report.txt'];
compare(
  'hello.ts, --snapshots none, against tsx',
  [memprof, ...none, 'hello.ts'],
  [tsx, 'hello.ts'],
  seconds,
);
compare(
  'a loop that builds and parses messages, --snapshots none',
  [memprof, ...none, 'converses.cjs'],
  ['converses.cjs'],
  seconds,
);
compare(
  'a loop that only allocates, --snapshots none',
  [memprof, ...none, 'allocates.cjs'],
  ['allocates.cjs'],
  seconds,
);
compare(
  'three labels on a program holding 100 MB, against v8.writeHeapSnapshot by hand',
  [memprof, 'run', '--output', 'report.txt', 'holds.cjs'],
  ['holds.cjs', 'by-hand', folder],
  (pairs) =>
    `${seconds(pairs)}; peak RSS ${middle(pairs.map(([a, b]) => b.peakKiB / a.peakKiB)).toFixed(2)} ×`,
);
rmSync(folder, { recursive: true, force: true });
