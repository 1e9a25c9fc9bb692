import type { ViewResult } from '../../analysis/views/result.ts';
import { pageOf } from './page-of.ts';

/** Version of the JSON that `memprof analyze` prints; raised when a field changes its meaning. */
export const VIEW_SCHEMA_VERSION = 1;

/**
 * A view as JSON, one document with a newline at its end: the figures, and the sentence that says what to make of
 * them. `schema/view-result.schema.json` describes it.
 *
 * @param file - What was analysed, as the user gave it.
 */
export function renderViewJson(result: ViewResult, file: string): string {
  const { sentence } = pageOf(result);
  return `${JSON.stringify({ schemaVersion: VIEW_SCHEMA_VERSION, file, sentence, ...result }, null, 2)}\n`;
}
