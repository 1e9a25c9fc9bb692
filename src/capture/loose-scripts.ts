import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InspectorClient } from './inspector-client.ts';
import type { ScriptRecord } from './script-record.ts';

/** A script with the place where it ends, 0-based. */
export interface LooseScript extends ScriptRecord {
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * Scripts of which nothing stays, once they have run, but the functions that somebody still holds: those of CommonJS.
 * Of one that is gone a sampling profile tells neither file nor line.
 */
export class LooseScripts {
  readonly #client: InspectorClient;
  readonly #new: LooseScript[] = [];

  constructor(client: InspectorClient) {
    this.#client = client;
  }

  /** Takes note of a script that V8 has parsed. */
  add(script: LooseScript): void {
    this.#new.push(script);
  }

  /**
   * Has V8 keep those that have come since the last call, from now on. V8 keeps a script for the breakpoints that it
   * may have. It is asked for those at a place where there is the outermost function alone; that is not optimised any
   * more from then on: call this when the scripts have run, which they do only once.
   *
   * @param isWanted - Told a script's URL.
   */
  async keep(isWanted: (url: string) => boolean): Promise<void> {
    const wanted = this.#new.splice(0).filter(({ url }) => isWanted(url));
    await Promise.all(wanted.map((script) => this.#keep(script)));
  }

  async #keep(script: LooseScript): Promise<void> {
    const range = outermostRange(script);
    if (range === null) return;
    try {
      await this.#client.send('Debugger.getPossibleBreakpoints', range);
    } catch {
      // It is gone already.
    }
  }
}

interface Range {
  readonly start: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
  readonly end?: Range['start'];
}

/** With these a function may begin that is part of an expression, or a class, which counts as its constructor. */
const MAY_BEGIN_FUNCTION = /^(?:class|async|\(|[\w$]+\s*=>)/;

/**
 * Where no other function can be: behind the last character, if no function may end there, or in the first one. Null
 * when there is neither. What a compiler wrote is not on disk, and ends with the comment on its map.
 */
function outermostRange(script: LooseScript): Range | null {
  const { scriptId, url, sourceMapURL, endLine, endColumn } = script;
  const behind = { start: { scriptId, lineNumber: endLine, columnNumber: endColumn } };
  if (sourceMapURL !== '') return behind;
  const text = textOf(url);
  if (text === null) return null;
  if (!text.endsWith('}')) return behind;
  if (MAY_BEGIN_FUNCTION.test(text)) return null;
  const [lineNumber, columnNumber] = /^[\r\n]/.test(text) ? [1, 0] : [0, 1];
  return {
    start: { scriptId, lineNumber: 0, columnNumber: 0 },
    end: { scriptId, lineNumber, columnNumber },
  };
}

function textOf(url: string): string | null {
  try {
    return readFileSync(url.startsWith('file:') ? fileURLToPath(url) : url, 'utf8');
  } catch {
    return null;
  }
}
