import type { RunResult } from '../../analysis/results.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import type { Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { LiveAnalysis } from '../reading/live-analysis.ts';
import { readPlaces } from '../reading/read-places.ts';
import { findRunSuspects } from '../reading/run-suspects.ts';
import type { RunOptions } from '../run-options.ts';
import { buildResult } from './build-result.ts';
import { writeRunPage } from './html-run.ts';

/** What looks on while a program is recorded. */
export function analyseLive(options: RunOptions, io: Io): LiveAnalysis {
  return new LiveAnalysis(new Progress(io), options.samplingInterval);
}

/** Hands on what there is to say of a recorded program, and writes the page if one is wanted. */
export async function tellRun(
  capture: OpenCapture,
  analysis: LiveAnalysis,
  options: RunOptions,
  io: Io,
  print: (result: RunResult) => void | Promise<void>,
): Promise<void> {
  const places = await readPlaces(capture, new Progress(io));
  const suspects = await findRunSuspects(capture, analysis.data, places);
  const result = buildResult(capture, analysis.data, suspects, options, io.cwd, places);
  const problems = analysis.problems.map((text) => ({ kind: 'warning' as const, text }));
  const whole = { ...result, notes: [...result.notes, ...problems] };
  await print(whole);
  await writeRunPage(capture, analysis.data, whole, options, io, places);
}
