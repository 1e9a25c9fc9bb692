import type { ViewResult } from '../../analysis/views/result.ts';

/** Version of the JSON that `memprof analyze` prints; raised when a field changes its meaning. */
export const VIEW_SCHEMA_VERSION = 1;

/** A view as JSON, one document with a newline at its end. @param file - What was analysed, as the user gave it. */
export function renderViewJson(result: ViewResult, file: string): string {
  return `${JSON.stringify({ schemaVersion: VIEW_SCHEMA_VERSION, file, ...result }, null, 2)}\n`;
}
