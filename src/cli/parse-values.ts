import { InvalidArgumentError } from 'commander';
import type { Followed } from '../capture/manifest.ts';

const BYTES = /^(\d+(?:\.\d+)?)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib)?$/i;
const FACTORS: Record<string, number> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Reads `32KiB`, `1.5g`, `4096`; units are 1024-based. @returns bytes, at least 1. */
export function parseBytes(text: string): number {
  const match = BYTES.exec(text.trim());
  const bytes = match
    ? Math.round(Number(match[1]) * (FACTORS[(match[2] ?? 'b')[0]!.toLowerCase()] ?? 1))
    : 0;
  if (bytes < 1) throw new InvalidArgumentError('Give a size such as 4096, 32KiB or 1.5GiB.');
  return bytes;
}

const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)$/i;
const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** A duration as given and in milliseconds. */
export interface Duration {
  readonly text: string;
  readonly milliseconds: number;
}

/** Reads `500ms`, `30s`, `5m`, `1h`. */
export function parseDuration(text: string): Duration {
  const match = DURATION.exec(text.trim());
  const milliseconds = match ? Number(match[1]) * (MILLISECONDS[match[2]!.toLowerCase()] ?? 0) : 0;
  if (milliseconds < 1 || milliseconds > 2 ** 31 - 1) {
    throw new InvalidArgumentError('Give a duration such as 500ms, 30s, 5m or 1h.');
  }
  return { text: text.trim(), milliseconds };
}

/** Reads a whole number of at least 1. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return count;
}

/** Collects an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Reads a whole number of at least 0. */
export function parseKeep(text: string): number {
  const count = Number(text);
  if (text.trim() === '' || !Number.isInteger(count) || count < 0) {
    throw new InvalidArgumentError('Give a whole number, 0 or more.');
  }
  return count;
}

const FOLLOWED = new Set<string>(['workers', 'children'] satisfies Followed[]);

/** Reads `workers`, `children` or both by commas. */
export function parseFollowed(text: string): Followed[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => !FOLLOWED.has(name))) {
    throw new InvalidArgumentError('Give workers, children, or workers,children.');
  }
  return [...new Set(names)] as Followed[];
}
