import { type ProfileMax, describeCapacity } from '../base/profile-max.ts';
import type { BufferRecord } from './manifest.ts';
import type { Target } from './target.ts';

/** A buffer as `memprof/profiler` reports it in the target. */
interface ReportedBuffer extends Omit<BufferRecord, 'capacityFrom'> {
  readonly profiler?: string;
  readonly capacityFrom: ProfileMax['from'] | 'option';
}

/** Where `memprof/profiler` leaves word of its profilers. */
const REGISTRY = `globalThis[Symbol.for('memprof.profiler')]?.buffers() ?? []`;

/** The ring buffers of the profilers that live in the target; none when it uses none. */
export async function readTargetBuffers(
  target: Target,
  profileMaxText: string | undefined,
): Promise<BufferRecord[]> {
  const reported = await target.evaluate(REGISTRY).catch(() => []);
  if (!Array.isArray(reported)) return [];
  const buffers = reported as ReportedBuffer[];
  const hasSeveral = new Set(buffers.map(({ profiler }) => profiler)).size > 1;
  return buffers.map(({ profiler, name, capacity, length, dropped, bytes, capacityFrom }) => ({
    name: hasSeveral && profiler !== undefined ? `${profiler}: ${name}` : name,
    capacity,
    length,
    dropped,
    bytes,
    capacityFrom: capacityFrom === 'option' ? 'option' : describeCapacity(capacityFrom, profileMaxText),
  }));
}
