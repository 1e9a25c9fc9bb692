import type { RunResult } from '../analysis/results.ts';

/** A run as JSON, one document with a newline at its end; `limit` cuts every list of rows. */
export function renderJson(result: RunResult, limit: number): string {
  const comparisons = result.comparisons.map((comparison) => ({
    ...comparison,
    lineno: comparison.lineno.slice(0, limit),
    filename: comparison.filename.slice(0, limit),
    module: comparison.module.slice(0, limit),
    traceback: comparison.traceback.slice(0, limit),
    constructor: comparison.constructor.slice(0, limit),
  }));
  return `${JSON.stringify({ ...result, comparisons }, null, 2)}\n`;
}
