// Figures of memprof/runtime and memprof/profiler: node bench/runtime.mjs (after npm run build). About a minute.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { Profiler } from 'memprof/profiler';
import { BoundedCache } from 'memprof/runtime';

const here = fileURLToPath(new URL('.', import.meta.url));
const print = (line) => process.stdout.write(`${line}\n`);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const mb = (bytes) => `${(bytes / 1e6).toFixed(3)} MB`;

function child(args) {
  return execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8' }).trim();
}

print(`Node ${process.version}`);

print('\nLoading an entry point: median (and least) of 31 fresh processes, taken in turns:');
const directory = mkdtempSync(join(tmpdir(), 'load-'));
const empty = join(directory, 'empty.mjs');
writeFileSync(empty, '');
const ENTRIES = [empty, 'memprof/runtime', 'memprof/profiler'];
const loadTimes = new Map(ENTRIES.map((entry) => [entry, []]));
for (let round = 0; round < 31; round++) {
  for (const [entry, times] of loadTimes) {
    const source = `const t = performance.now(); await import('${entry}'); process.stdout.write(String(performance.now() - t))`;
    times.push(Number(child(['--input-type=module', '-e', source])));
  }
}
for (const [entry, times] of loadTimes) {
  const name = entry === empty ? 'an empty module' : entry;
  print(`  ${name}: ${median(times).toFixed(1)} ms (${Math.min(...times).toFixed(1)})`);
}

rmSync(directory, { recursive: true });

print('\nBoundedCache against bare lru-cache, same bounds; median ratio of 15 rounds, taken in turns:');
const KEYS = Array.from({ length: 20_000 }, (_, i) => `key ${(i * 7919) % 20_000}`);
const value = { text: 'value' };
const workload = (cache) => {
  let hits = 0;
  for (let i = 0; i < 500_000; i++) {
    const key = KEYS[(i * 31) % KEYS.length];
    if (cache.get(key) === undefined) cache.set(key, value);
    else hits++;
  }
  return hits;
};
const weigh = () => 10;
const compare = (name, makeBounded, makeBare, work) => {
  const ratios = [];
  for (let round = 0; round < 18; round++) {
    const times = [makeBounded, makeBare].map((make) => {
      const cache = make();
      const start = performance.now();
      work(cache);
      return performance.now() - start;
    });
    if (round >= 3) ratios.push(times[0] / times[1]);
  }
  print(`  ${name}: ${median(ratios).toFixed(2)}`);
};
const max = 10_000;
compare(
  'get and set, entries only',
  () => new BoundedCache({ maxEntries: max }),
  () => new LRUCache({ max }),
  workload,
);
compare(
  'get and set, entries and bytes',
  () => new BoundedCache({ maxEntries: max, maxBytes: 1_000_000, weigh }),
  () => new LRUCache({ max, maxSize: 1_000_000, sizeCalculation: weigh }),
  workload,
);
const setOnly = (cache) => {
  for (let i = 0; i < 500_000; i++) cache.set(KEYS[(i * 31) % KEYS.length], value);
};
compare(
  'set only, entries and bytes',
  () => new BoundedCache({ maxEntries: max, maxBytes: 1_000_000, weigh }),
  () => new LRUCache({ max, maxSize: 1_000_000, sizeCalculation: weigh }),
  setOnly,
);

print('\nProfiler, nanoseconds a record (capacity 10 000, median of 9 rounds of 200 000):');
const profiler = new Profiler({ maxRecords: 10_000 }).enable();
const streamed = { timeToFirstTokenMs: 1.5, totalMs: 2.5, chunkCount: 3, totalTokens: 4 };
const stats = { durationMs: 1.5, sampleCount: 0, topFunctions: [] };
const nothing = () => undefined;
const records = {
  timings: (i) => profiler.recordTiming('block', i + 0.5),
  imports: (i) => profiler.recordImport('module', i + 0.5),
  flow: (i) => profiler.recordFlow('step', i + 0.5),
  apiCalls: (i) => profiler.recordApiCall('/path', 'POST', i + 0.5, { statusCode: 200 }),
  streaming: () => profiler.recordStreaming('stream', streamed),
  memory: (i) => profiler.recordMemory('at', i + 0.5, i + 1.5),
  cpuProfiles: () => profiler.recordCpuProfile('profile', stats),
  'block() around nothing (a timing and a flow record)': () => profiler.block('block', nothing),
};
for (const [name, record] of Object.entries(records)) {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let i = 0; i < 200_000; i++) record(i);
    return ((performance.now() - start) / 200_000) * 1e6;
  });
  print(`  ${name}: ${median(times).toFixed(0)}`);
}
const start = performance.now();
const reports = profiler.buffers();
print(
  `  buffers() with ${reports.reduce((sum, { length }) => sum + length, 0)} records: ${(performance.now() - start).toFixed(0)} ms`,
);

print('\nOne million inserts into each structure, heap growth after a full collection:');
const { growth } = JSON.parse(child([`${here}/runtime-inserts.mjs`]));
for (const [name, bytes] of Object.entries(growth)) print(`  ${name}: ${mb(bytes)}`);
