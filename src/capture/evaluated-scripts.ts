import type { ScriptRecord } from './script-record.ts';

/** A frame of a stack as V8 gives it, 0-based. */
export interface CallFrame {
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A program makes scripts without end (`new Function` in a loop); those it keeps are few. */
const MAX_SCRIPTS = 20_000;

/** Scripts that were made from a string, put down with the place where that was done. The oldest make room. */
export class EvaluatedScripts {
  readonly #scripts: Map<string, ScriptRecord>;
  /** Oldest first. */
  readonly #ids = new Set<string>();

  /** @param scripts - Where they are put, beside those of files. */
  constructor(scripts: Map<string, ScriptRecord>) {
    this.#scripts = scripts;
  }

  /** @param maker - The frame that was running; without one nobody is to be named. */
  add(scriptId: string, maker: CallFrame | undefined): void {
    if (maker === undefined) return;
    const { lineNumber, columnNumber, url } = maker;
    const evaluatedAt = { scriptId: maker.scriptId, url, line: lineNumber + 1, column: columnNumber + 1 };
    this.#scripts.set(scriptId, { scriptId, url: '', sourceMapURL: '', evaluatedAt });
    this.#ids.add(scriptId);
    if (this.#ids.size <= MAX_SCRIPTS) return;
    const [oldest] = this.#ids;
    this.#ids.delete(oldest!);
    this.#scripts.delete(oldest!);
  }
}
