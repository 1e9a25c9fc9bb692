import { subscribe } from 'node:diagnostics_channel';
import type { LinesConfig } from './config.ts';
import { appendToJournal } from './journal.ts';

const CHANNELS = [
  ['worker_threads', 'worker thread'],
  ['child_process', 'child process'],
] as const;

/** Notes in the journal, once each, that the program starts threads and processes, which run as they are. */
export function noteOthers({ journalFile, loaderFolders }: LinesConfig): void {
  for (const [channel, started] of CHANNELS) {
    let isNoted = false;
    subscribe(channel, () => {
      if (isNoted || isOfLoader(loaderFolders)) return;
      isNoted = true;
      try {
        appendToJournal(journalFile, { started });
      } catch {
        // The report says a little less; the program must not fail for it.
      }
    });
  }
}

/** Whether the loader is what calls: esbuild compiles CommonJS in a thread of its own. */
function isOfLoader(folders: readonly string[]): boolean {
  const { stack = '' } = new Error();
  return folders.some((folder) => stack.includes(folder));
}
