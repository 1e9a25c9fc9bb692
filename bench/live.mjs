// How far behind V8 the parser is that reads a snapshot while V8 writes it.
// Usage: npm run build && node bench/live.mjs [sessions] [pairs]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CaptureDirectory } from '../dist/capture/directory.js';
import { Recording } from '../dist/capture/recording.js';
import { SnapshotReader } from '../dist/format/heapsnapshot/snapshot-reader.js';

const program = fileURLToPath(new URL('live-heap.cjs', import.meta.url));
const sessions = process.argv[2] ?? '5000';
const pairs = Number(process.argv[3] ?? 5);

/** Records the program, and times the snapshot at its end; as `memprof run` does, with or without reading it. */
async function measure(isRead) {
  const folder = mkdtempSync(path.join(tmpdir(), 'memprof-live-'));
  const now = new Date();
  const times = { bytes: 0, startMs: 0, arrivedMs: 0, takenMs: 0, endMs: 0 };
  const observer = {
    begin: () => {
      const reader = isRead ? new SnapshotReader() : null;
      times.bytes = 0;
      times.startMs = performance.now();
      return {
        write: (piece) => {
          times.bytes += piece.length;
          times.arrivedMs = performance.now();
          reader?.push(piece);
          times.takenMs = performance.now();
        },
        end: () => {
          // By now the program goes on, so that this is counted apart.
          const start = performance.now();
          reader?.end();
          times.endMs = performance.now() - start;
        },
        abandon: () => undefined,
      };
    },
    progress: () => undefined,
    taken: () => undefined,
  };
  try {
    await Recording.run(
      {
        script: program,
        args: [sessions],
        cwd: folder,
        env: process.env,
        nodeFlags: ['--max-old-space-size=8000'],
        ownFlags: [],
        settings: {
          snapshots: 'labels',
          backend: 'inspector',
          samplingIntervalBytes: 32768,
          exact: false,
          keepInlining: false,
          loaderFolders: [],
        },
        every: null,
        labelSignal: null,
        backend: null,
        snapshotMemoryBytes: null,
        profileMax: { value: 10_000 },
        profileMaxText: undefined,
        directory: CaptureDirectory.create(folder, 'live-heap.cjs', now),
        version: '0.0.0',
        now,
        collectLines: () => ({ lines: [], notes: [] }),
      },
      observer,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const results = [];
for (let pair = 0; pair < pairs; pair++) {
  const alone = await measure(false);
  const read = await measure(true);
  const aloneMs = alone.takenMs - alone.startMs;
  const readMs = read.takenMs - read.startMs + read.endMs;
  results.push({
    mib: read.bytes / 2 ** 20,
    aloneMs,
    readMs,
    lagMs: read.takenMs - read.arrivedMs + read.endMs,
    ratio: readMs / aloneMs,
  });
}
const of = (key) => median(results.map((result) => result[key]));
process.stdout.write(
  `Node ${process.version}, snapshot of ${of('mib').toFixed(0)} MiB, ${pairs} pairs of runs, medians\n` +
    `V8 alone, written to the file        ${of('aloneMs').toFixed(0)} ms\n` +
    `V8 and the parser, until it has all  ${of('readMs').toFixed(0)} ms, ${of('ratio').toFixed(3)} × (median of the pairs)\n` +
    `after V8's last piece                ${of('lagMs').toFixed(1)} ms\n`,
);
