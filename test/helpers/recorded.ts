import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const directory = fileURLToPath(new URL('../../fixtures/snapshots', import.meta.url));

/** Recorded snapshots: `v20.20.2/after`, and so on. */
export const recordedNames: readonly string[] = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.heapsnapshot.gz'))
  .map((name) => name.replaceAll('\\', '/').replace('.heapsnapshot.gz', ''))
  .toSorted();

/** Path of a recorded snapshot. */
export function recordedPath(name: string): string {
  return `${directory}/${name}.heapsnapshot.gz`;
}

/** Text of a recorded snapshot. */
export function recordedText(name: string): Buffer {
  return gunzipSync(readFileSync(recordedPath(name)));
}
