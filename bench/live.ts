// How far behind V8 the parser is that reads a snapshot while V8 writes it.
// Usage: npm run build && npx tsx bench/live.ts [sessions] [pairs]
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CaptureDirectory } from '../dist/capture/directory.js';
import type { RecordingOptions } from '../dist/capture/recording-options.js';
import { Recording } from '../dist/capture/recording.js';
import { startProgram } from '../dist/capture/start-program.js';
import { parseProfileMax } from '../dist/base/profile-max.js';
import { SnapshotReader } from '../dist/format/heapsnapshot/snapshot-reader.js';

const program = fileURLToPath(new URL('live-heap.cjs', import.meta.url));
const sessions = process.argv[2] ?? '5000';
const pairs = Number(process.argv[3] ?? 5);

/** When what happened, in milliseconds of this process. */
interface Times {
  bytes: number;
  startMs: number;
  /** V8's last write. */
  writtenMs: number;
  /** The last piece was read. */
  takenMs: number;
  /** How long the end of reading took. */
  endMs: number;
}

/** Records the program, and times the snapshot at its end; as `memprof run` does, with or without reading it. */
async function measure(isRead: boolean): Promise<Times> {
  const folder = mkdtempSync(path.join(tmpdir(), 'memprof-live-'));
  const now = new Date();
  const times: Times = { bytes: 0, startMs: 0, writtenMs: 0, takenMs: 0, endMs: 0 };
  const observer = {
    begin: () => {
      const reader = isRead ? new SnapshotReader() : null;
      times.bytes = 0;
      times.startMs = performance.now();
      return {
        write: (piece: Uint8Array) => {
          times.bytes += piece.length;
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
    const options: RecordingOptions = {
      script: program,
      args: [sessions],
      cwd: folder,
      env: process.env,
      messages: null,
      descriptors: [],
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
      follow: [],
      snapshotMemoryBytes: null,
      profileMax: parseProfileMax(undefined),
      profileMaxText: undefined,
      directory: CaptureDirectory.create(folder, 'live-heap.cjs', now),
      version: '0.0.0',
      now,
      collectLines: () => ({ lines: [], notes: [] }),
    };
    await Recording.run(options, startProgram(options), observer);
    // When V8 wrote for the last time, by the clock of the file system: renaming leaves that as it is.
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const file = names.find((name) => name.endsWith('end.heapsnapshot'))!;
    times.writtenMs = statSync(path.join(folder, file)).mtimeMs - performance.timeOrigin;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return times;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const results: { mib: number; aloneMs: number; writtenMs: number; lagMs: number; lagShare: number }[] = [];
for (let pair = 0; pair < pairs; pair++) {
  const alone = await measure(false);
  const read = await measure(true);
  results.push({
    mib: read.bytes / 2 ** 20,
    aloneMs: alone.writtenMs - alone.startMs,
    writtenMs: read.writtenMs - read.startMs,
    lagMs: read.takenMs + read.endMs - read.writtenMs,
    lagShare: (read.takenMs + read.endMs - read.writtenMs) / (read.writtenMs - read.startMs),
  });
}
const of = (key: keyof (typeof results)[number]) => median(results.map((result) => result[key]));
process.stdout.write(
  `Node ${process.version}, snapshot of ${of('mib').toFixed(0)} MiB, ${pairs} pairs of runs, medians\n` +
    `V8 writes, nobody reads      ${of('aloneMs').toFixed(0)} ms\n` +
    `V8 writes, memprof reads      ${of('writtenMs').toFixed(0)} ms\n` +
    `memprof is done after that    ${of('lagMs').toFixed(0)} ms, ${(of('lagShare') * 100).toFixed(1)} %\n`,
);
