import { renderCheckReport } from '../report/terminal/check-report.ts';
import { type CheckLeakOptions, type LeakSubject, checkLeak } from './check/check-leak.ts';

/** What vitest and Jest hand to a matcher and expect of it. */
interface MatcherState {
  readonly testPath?: string | undefined;
}

/** Outcome of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

const WIDTH = 110;

/**
 * `await expect(fn).toNotLeak()`: fails with the whole report when `fn`, or the module it names, leaks in a process of
 * its own. Register it by `expect.extend({ toNotLeak })`; give the test time (a check takes 2 to 60 s).
 */
export async function toNotLeak(
  this: MatcherState | void,
  received: LeakSubject,
  options: CheckLeakOptions = {},
): Promise<MatcherResult> {
  // Matchers are called with their context as `this`: vitest and Jest know no other way.
  // oxlint-disable-next-line oxc/no-this-in-exported-function
  const from = options.from ?? (this as MatcherState | undefined)?.testPath;
  const result = await checkLeak(received, from === undefined ? options : { ...options, from });
  return {
    pass: result.verdict === 'clean' || (result.verdict === 'leak' && !result.fails),
    message: () => withoutStack(renderCheckReport(result, { color: false, width: WIDTH })),
  };
}

/** Jest takes lines that begin with "at" for the error's own stack, and moves them to the end. */
function withoutStack(report: string): string {
  return report.replace(/^(\s+)at /gm, '$1in ');
}
