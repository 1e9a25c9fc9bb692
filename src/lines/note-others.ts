import { subscribe } from 'node:diagnostics_channel';
import { appendToJournal } from './journal.ts';

const CHANNELS = [
  ['worker_threads', 'worker thread'],
  ['child_process', 'child process'],
] as const;

/** Notes in the journal, once each, that the program starts threads and processes, which run as they are. */
export function noteOthers(journalFile: string): void {
  for (const [channel, started] of CHANNELS) {
    let isNoted = false;
    subscribe(channel, () => {
      if (isNoted) return;
      isNoted = true;
      try {
        appendToJournal(journalFile, { started });
      } catch {
        // The report says a little less; the program must not fail for it.
      }
    });
  }
}
