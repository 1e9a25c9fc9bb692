// Moments a worker or child takes down by itself, with nobody asking: nobody could answer it in time.
import looking = require('./look.cts');
import type { FollowSettings, LookedSnapshot, LookRecord } from '../protocol/follow.ts';

type Kind = LookRecord['kind'];

/**
 * A snapshot costs a tenth of a second and more, in which the thread stands still: a program with thousands of
 * short-lived workers, or with marks in a hot loop, is to end some day. Beyond these there are figures alone.
 */
const MOST_SNAPSHOTS: Record<Kind, number> = { start: 16, exit: 32, mark: 50 };

/** What V8 needs to write a snapshot, in live heaps. */
const SNAPSHOT_NEED = 8;

const NO_SNAPSHOT: LookedSnapshot = { snapshot: null, failure: null };

// Taken now: a program may replace them later.
const { add } = Atomics;
const { stringify } = JSON;

let place = '';
let takesSnapshots = false;
let limitBytes: number | null = null;
let taken: Int32Array | null = null;
let sequence = 0;
let marks = 0;

/** @param counters - Snapshots taken at starts, and at exits, by all threads of this process. */
function begin(settings: FollowSettings, name: string, counters: Int32Array): void {
  place = name;
  takesSnapshots = settings.snapshots;
  limitBytes = settings.snapshotMemoryBytes;
  taken = counters;
}

/** Takes down this moment: figures, profile and, if wanted, a heap snapshot. The thread stands still meanwhile. */
function take(kind: Kind, name: string): void {
  if (kind === 'mark') marks++;
  const stem = `${place}.${kind === 'mark' ? `mark-${marks}` : kind}`;
  try {
    const seen = looking.look(stem);
    const snapshot = takesSnapshots ? snapshotAt(kind, stem, seen.memory.heapUsed) : NO_SNAPSHOT;
    const record: LookRecord = { kind, place, name, sequence: sequence++, ...seen, ...snapshot };
    looking.keep(`${stem}.look.json`, stringify(record));
  } catch {
    // A full disk, most likely: what was taken before is kept.
  }
}

function snapshotAt(kind: Kind, stem: string, heapUsedBytes: number): LookedSnapshot {
  if (numberOf(kind) > MOST_SNAPSHOTS[kind]) return NO_SNAPSHOT;
  const needed = heapUsedBytes * SNAPSHOT_NEED;
  const available = Math.min(limitBytes ?? Infinity, process.availableMemory());
  if (needed <= available) return looking.snapshot(stem);
  const [need, left] = [needed, available].map((bytes) => `${Math.round(bytes / 2 ** 20)} MiB`);
  return { snapshot: null, failure: `a snapshot would need about ${need} and ${left} are left` };
}

function numberOf(kind: Kind): number {
  if (kind === 'mark') return marks;
  return taken === null ? 0 : add(taken, kind === 'start' ? 0 : 1, 1) + 1;
}

export = { begin, take };
