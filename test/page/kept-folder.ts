import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for several tests; remove it after the last. */
export function keptFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'memprof-page-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
