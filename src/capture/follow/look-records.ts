import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { LookRecord } from '../../agent/protocol/follow.ts';

const RECORD_ENDING = '.look.json';

/** Takes what workers and children have taken down by themselves out of a folder, in the order they did. */
export function takeRecords(folder: string): LookRecord[] {
  const records: LookRecord[] = [];
  for (const name of namesIn(folder)) {
    if (!name.endsWith(RECORD_ENDING)) continue;
    const file = path.join(folder, name);
    records.push(JSON.parse(readFileSync(file, 'utf8')) as LookRecord);
    rmSync(file, { force: true });
  }
  return records.toSorted((a, b) => a.sequence - b.sequence);
}

/** Removes all that a place has left in a folder. */
export function removeFilesOf(id: string, folder: string): void {
  for (const name of namesIn(folder)) {
    if (name.startsWith(`${id}.`)) rmSync(path.join(folder, name), { force: true });
  }
}

/** None when somebody has removed the folder: the recording goes on without. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
