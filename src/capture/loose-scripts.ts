import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InspectorClient } from './inspector-client.ts';
import type { ScriptRecord } from './script-record.ts';

/**
 * Scripts of which nothing stays, once they have run, but the functions that somebody still holds: those of CommonJS.
 * Of one that is gone a sampling profile tells neither file nor line.
 */
export class LooseScripts {
  readonly #client: InspectorClient;
  readonly #new: ScriptRecord[] = [];

  constructor(client: InspectorClient) {
    this.#client = client;
  }

  /** Takes note of a script that V8 has parsed. */
  add(script: ScriptRecord): void {
    this.#new.push(script);
  }

  /**
   * Has V8 keep those that have come since the last call, from now on. V8 keeps a script for the breakpoints that it
   * may have. It is asked for those in the first character, where there is the outermost function alone; that is not
   * optimised any more from then on: call this when the scripts have run, which they do only once.
   *
   * @param isWanted - Told a script's URL.
   */
  async keep(isWanted: (url: string) => boolean): Promise<void> {
    const wanted = this.#new.splice(0).filter(({ url }) => isWanted(url));
    await Promise.all(wanted.map((script) => this.#keep(script)));
  }

  async #keep(script: ScriptRecord): Promise<void> {
    const { scriptId } = script;
    const [lineNumber, columnNumber] = beginsWithLineBreak(script) ? [1, 0] : [0, 1];
    try {
      await this.#client.send('Debugger.getPossibleBreakpoints', {
        start: { scriptId, lineNumber: 0, columnNumber: 0 },
        end: { scriptId, lineNumber, columnNumber },
      });
    } catch {
      // It is gone already.
    }
  }
}

/** Whether the first line is empty: then there is nothing up to its second column. What a compiler wrote is not on disk. */
function beginsWithLineBreak({ url, sourceMapURL }: ScriptRecord): boolean {
  if (sourceMapURL !== '') return false;
  try {
    const file = openSync(url.startsWith('file:') ? fileURLToPath(url) : url, 'r');
    const first = Buffer.alloc(1);
    readSync(file, first);
    closeSync(file);
    return first.toString() === '\n' || first.toString() === '\r';
  } catch {
    return false;
  }
}
