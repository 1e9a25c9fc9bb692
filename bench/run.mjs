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
  // About 100 MB in 100,000 texts of 1 KB.
  'texts.cjs': `
const byHand = process.argv[2] === 'by-hand';
const write = (name) => require('node:v8').writeHeapSnapshot(process.argv[3] + '/' + name + '.heapsnapshot');
if (byHand) write('start');
const kept = [];
for (let i = 0; i < 100_000; i++) kept.push({ id: i, text: Buffer.alloc(960, 65 + (i % 26)).toString('latin1') + i });
if (byHand) write('full');
else globalThis.memprof?.mark('full');
process.on('exit', () => {
  if (byHand) write('end');
  console.error('peak', process.resourceUsage().maxRSS, kept.length);
});
`,
  // What agents do: build messages, send and read them as JSON, keep the last few.
  'converses.cjs': `
const started = performance.now();
const history = [];
let sum = 0;
for (let turn = 0; turn < 320_000; turn++) {
  const words = Array.from({ length: 60 }, (_, i) => 'token' + ((turn * 31 + i * 7) % 9973));
  history.push({ role: turn % 2 ? 'user' : 'assistant', content: words.join(' ') });
  if (history.length > 20) history.shift();
  const body = JSON.parse(JSON.stringify({ model: 'fake', messages: history }));
  sum += body.messages.length;
}
console.error('loop', performance.now() - started, sum);
`,
  // The same from the event loop, as agents work: without Node's loader of modules on the stack.
  'allocates-later.cjs': `setImmediate(() => require('./allocates.cjs').run());
`,
  'allocates.cjs': `
const run = () => {
const started = performance.now();
let kept = [];
let sum = 0;
for (let round = 0; round < 1200; round++) {
  for (let i = 0; i < 200_000; i++) {
    const message = { role: 'user', text: 'message ' + i, at: [round, i] };
    if (i % 100 === 0) kept.push(message);
    sum += message.at.length;
  }
  if (kept.length > 20_000) kept = [];
}
console.error('loop', performance.now() - started, sum);
};
exports.run = run;
if (require.main === module) run();
`,
};
for (const [name, text] of Object.entries(programs)) writeFileSync(path.join(folder, name), text);

function time(args) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return {
    seconds: (performance.now() - started) / 1000,
    loopSeconds: Number(/loop (\S+)/.exec(stderr)?.[1] ?? 0) / 1000,
    peakKiB: Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0),
  };
}

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function compare(title, withMemprof, without, describe) {
  const pairs = Array.from({ length: repetitions }, () => [time(without), time(withMemprof)]);
  console.log(`${title}: ${describe(pairs)}`);
}

const times = (pairs, key) =>
  `${middle(pairs.map(([a]) => a[key])).toFixed(2)} s → ${middle(pairs.map(([, b]) => b[key])).toFixed(2)} s, ` +
  `${middle(pairs.map(([a, b]) => b[key] / a[key])).toFixed(2)} × (+${middle(pairs.map(([a, b]) => b[key] - a[key])).toFixed(2)} s)`;
const seconds = (pairs) => times(pairs, 'seconds');
const loop = (pairs) => times(pairs, 'loopSeconds');

const none = ['run', '--snapshots', 'none', '--output', 'report.txt'];
compare(
  'hello.ts, --snapshots none, against tsx',
  [memprof, ...none, 'hello.ts'],
  [tsx, 'hello.ts'],
  seconds,
);
for (const [program, title] of [
  ['converses.cjs', 'a loop that builds and parses messages'],
  ['allocates.cjs', 'a loop that only allocates'],
  ['allocates-later.cjs', 'the same, called by the event loop'],
]) {
  compare(`${title}, --snapshots none, the loop's own time`, [memprof, ...none, program], [program], loop);
  const sampler = ['--heap-prof', '--heap-prof-interval=32768', program];
  compare(`${title}, V8's sampler alone (node --heap-prof)`, sampler, [program], loop);
}
for (const [program, title] of [
  ['holds.cjs', '100 MB in 1.3 million objects'],
  ['texts.cjs', '100 MB in 100,000 texts'],
]) {
  compare(
    `three labels on a program holding ${title}, against v8.writeHeapSnapshot by hand`,
    [memprof, 'run', '--output', 'report.txt', program],
    [program, 'by-hand', folder],
    (pairs) =>
      `${seconds(pairs)}; peak RSS ${middle(pairs.map(([a, b]) => b.peakKiB / a.peakKiB)).toFixed(2)} ×`,
  );
}
rmSync(folder, { recursive: true, force: true });
