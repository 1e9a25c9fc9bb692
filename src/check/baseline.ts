import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { MemprofError } from '../base/errors.ts';
import { byText } from '../base/order.ts';
import type { Suspect } from '../analysis/leaks/suspect.ts';

/** A suspect that is known and does not fail the build. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly kind: string;
  readonly title: string;
  /** What an iteration added when the entry was made; growing by half as much again is news. */
  readonly bytesPerIteration: number;
  /** Why it is put up with; kept when the baseline is updated. */
  readonly reason?: string;
  /** From this day on (`2026-12-31`, UTC) it fails the build again; kept when the baseline is updated. */
  readonly expires?: string;
}

/** A committed baseline. */
export interface Baseline {
  readonly schemaVersion: 1;
  readonly suspects: readonly BaselineEntry[];
}

/** How a suspect stands to the baseline. */
export type BaselineStatus = 'new' | 'known' | 'grown' | 'expired';

const GROWN_FACTOR = 1.5;
/** Differences of so few bytes are noise. */
const GROWN_BYTES = 64;

/** Reads a baseline; one that is not there yet knows nothing. @throws MemprofError `BAD_FILE` */
export function readBaseline(file: string): Baseline {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { schemaVersion: 1, suspects: [] };
    throw new MemprofError(
      'BAD_FILE',
      `The baseline ${file} could not be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  try {
    const baseline = JSON.parse(text) as Baseline;
    if (baseline.schemaVersion === 1 && baseline.suspects.every(isEntry)) return baseline;
  } catch {
    // Said below, as for a file of another form.
  }
  const advice = 'Make it anew with --update-baseline.';
  throw new MemprofError('BAD_FILE', `${file} is no baseline of this version of memprof. ${advice}`);
}

function isEntry(entry: Partial<BaselineEntry>): boolean {
  const dateIsGood = entry.expires === undefined || !Number.isNaN(Date.parse(entry.expires));
  return typeof entry.fingerprint === 'string' && typeof entry.bytesPerIteration === 'number' && dateIsGood;
}

/** How a suspect stands to the baseline on a day. */
export function statusOf(suspect: Suspect, { suspects }: Baseline, today: Date): BaselineStatus {
  const entry = suspects.find(({ fingerprint }) => fingerprint === suspect.fingerprint);
  if (entry === undefined) return 'new';
  if (entry.expires !== undefined && Date.parse(entry.expires) <= today.getTime()) return 'expired';
  const { bytes } = suspect.perIteration;
  const hasGrown =
    bytes > entry.bytesPerIteration * GROWN_FACTOR && bytes > entry.bytesPerIteration + GROWN_BYTES;
  return hasGrown ? 'grown' : 'known';
}

/** A baseline that knows these suspects; reasons and expiry dates of the old one stay. */
export function updateBaseline({ suspects: old }: Baseline, suspects: readonly Suspect[]): Baseline {
  const entries = suspects.map(({ fingerprint, kind, title, perIteration }): BaselineEntry => {
    const before = old.find((entry) => entry.fingerprint === fingerprint);
    return {
      fingerprint,
      kind,
      title,
      bytesPerIteration: Math.round(perIteration.bytes),
      ...(before?.reason !== undefined && { reason: before.reason }),
      ...(before?.expires !== undefined && { expires: before.expires }),
    };
  });
  return { schemaVersion: 1, suspects: entries.toSorted((a, b) => byText(a.fingerprint, b.fingerprint)) };
}

/** Writes a baseline whole or not at all. @throws MemprofError `WRITE_FAILED` */
export function writeBaseline(file: string, baseline: Baseline): void {
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, `${JSON.stringify(baseline, null, 2)}\n`);
    renameSync(partial, file);
  } catch (error) {
    const text = `The baseline could not be written to ${file}: ${(error as Error).message}`;
    throw new MemprofError('WRITE_FAILED', text, { cause: error });
  }
}
