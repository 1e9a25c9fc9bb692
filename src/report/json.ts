import type { DiffResult, RunResult } from '../analysis/results.ts';

/** A run as JSON, one document with a newline at its end; `limit` cuts every list of rows. */
export function renderRunJson(result: RunResult, limit: number): string {
  return render({ ...result, comparisons: result.comparisons.map((comparison) => cut(comparison, limit)) });
}

/** A comparison as JSON, one document with a newline at its end; `limit` cuts every list of rows. */
export function renderDiffJson(result: DiffResult, limit: number): string {
  return render(cut(result, limit));
}

type Lists = Pick<DiffResult, 'lineno' | 'filename' | 'module' | 'traceback' | 'constructor'>;

function cut<T extends Lists>(comparison: T, limit: number): T {
  return {
    ...comparison,
    lineno: comparison.lineno.slice(0, limit),
    filename: comparison.filename.slice(0, limit),
    module: comparison.module.slice(0, limit),
    traceback: comparison.traceback.slice(0, limit),
    constructor: comparison.constructor.slice(0, limit),
  };
}

function render(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
