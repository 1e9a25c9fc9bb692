import type { Profiler } from 'node:inspector';
import { MemprofError } from '../base/errors.ts';
import { inspectorSession } from '../runtime/inspector-session.ts';
import type { CpuProfileStatistics } from './records.ts';

/** A CPU profile as V8 gives it; as JSON, what DevTools and VS Code open as `.cpuprofile`. */
export type CpuProfile = Profiler.Profile;

/** How a CPU profile is taken. */
export interface CpuProfileOptions {
  /** Microseconds between samples; 1000 unless given. */
  readonly intervalUs?: number;
  /** Also write the profile here, as a `.cpuprofile`. */
  readonly file?: string;
}

const TOP_FUNCTIONS = 10;

let isRunning = false;

/**
 * Runs `body` under V8's sampling CPU profiler.
 *
 * @throws MemprofError `BAD_USAGE` when another profile is being taken: a process has one profiler.
 * @throws MemprofError `WRITE_FAILED` when the file could not be written.
 * @throws What `body` threw, after the profiler was stopped.
 */
export async function takeCpuProfile<T>(
  body: () => T | Promise<T>,
  { intervalUs = 1000, file }: CpuProfileOptions = {},
): Promise<{ result: T; profile: CpuProfile }> {
  if (isRunning) throw new MemprofError('BAD_USAGE', 'Another CPU profile is being taken; wait for its end.');
  isRunning = true;
  try {
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: intervalUs });
    await post('Profiler.start');
    let result: T;
    let profile: CpuProfile;
    try {
      result = await body();
    } finally {
      profile = (await post<Profiler.StopReturnType>('Profiler.stop')).profile;
      await post('Profiler.disable');
    }
    if (file !== undefined) await write(file, profile);
    return { result, profile };
  } finally {
    isRunning = false;
  }
}

/** What a profile comes to. Time of a function is the time its samples stand for. */
export function cpuProfileStatistics(profile: CpuProfile): CpuProfileStatistics {
  const { nodes, samples = [], startTime, endTime } = profile;
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const selfMs = new Map<string, { functionName: string; url: string; line: number; selfMs: number }>();
  for (const [i, durationUs] of sampleDurations(profile).entries()) {
    const { functionName, url, lineNumber } = nodeById.get(samples[i])!.callFrame;
    const key = `${functionName}\n${url}\n${lineNumber}`;
    const entry = selfMs.get(key) ?? {
      functionName: functionName || '(anonymous)',
      url,
      line: lineNumber + 1,
      selfMs: 0,
    };
    entry.selfMs += durationUs / 1000;
    selfMs.set(key, entry);
  }
  const topFunctions = [...selfMs.values()].toSorted((a, b) => b.selfMs - a.selfMs).slice(0, TOP_FUNCTIONS);
  return { durationMs: (endTime - startTime) / 1000, sampleCount: samples.length, topFunctions };
}

/** For each sample, how long it lasted in microseconds: until the next one, or the end of the profile. */
export function sampleDurations({ samples = [], timeDeltas = [], startTime, endTime }: CpuProfile): number[] {
  // timeDeltas[i] is the time before sample i, not after it.
  let now = startTime;
  const times = timeDeltas.map((delta) => (now += delta));
  return samples.map((_, i) => Math.max(0, (i + 1 < times.length ? times[i + 1] : endTime) - times[i]));
}

async function write(file: string, profile: CpuProfile): Promise<void> {
  await process
    .getBuiltinModule('node:fs/promises')
    .writeFile(file, JSON.stringify(profile))
    .catch((cause: unknown) => {
      throw new MemprofError(
        'WRITE_FAILED',
        `The CPU profile could not be written to ${file}: ${String(cause)}`,
        { cause },
      );
    });
}

function post<T = void>(method: string, parameters: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    inspectorSession().post(method, parameters, (error, result) => {
      if (error) reject(error);
      else resolve(result as T);
    });
  });
}
