import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MemprofError } from '../../base/errors.ts';
import type { CheckResult } from '../../check/result.ts';

/** How {@link checkLeak} checks. */
export interface CheckLeakOptions {
  /** URL or path of the file a function comes from (`import.meta.url`): its imports are resolved from there. */
  readonly from?: string | URL;
  /** Milliseconds after which an undecided check is inconclusive. Default 60,000. */
  readonly maxTimeMs?: number;
  /** Known suspects, as `--baseline`. */
  readonly baseline?: string;
  /** Limits, as `--budget`. */
  readonly budgets?: readonly string[];
  /** Flags for Node in the process that is measured. */
  readonly nodeFlags?: readonly string[];
}

/** What {@link checkLeak} takes: a module that exports `iteration(i)`, or one iteration as a function. */
export type LeakSubject = string | URL | ((i: number) => unknown);

const DEFAULT_MAX_MS = 60_000;
let serial = 0;

/**
 * Decides whether something leaks, as `memprof check` does, in a process of its own.
 *
 * A function runs there by its source text: it sees its argument and what it imports itself, by `import()`, and no
 * variables from outside.
 *
 * @throws MemprofError when the code fails, or is no module with an `iteration(i)`.
 */
export async function checkLeak(subject: LeakSubject, options: CheckLeakOptions = {}): Promise<CheckResult> {
  const from = options.from === undefined ? null : toPath(options.from);
  if (typeof subject !== 'function') {
    const file = typeof subject === 'string' && !subject.startsWith('file:') ? subject : toPath(subject);
    return check(path.resolve(from === null ? process.cwd() : path.dirname(from), file), options);
  }
  const file = writeModule(subject, from);
  try {
    return await check(file, options);
  } finally {
    rmSync(file, { force: true });
  }
}

async function check(file: string, options: CheckLeakOptions): Promise<CheckResult> {
  // Loaded when it is called: programs that only set labels import this package too.
  const [{ runCheck }, { checkScript }, { parseBudget }] = await Promise.all([
    import('./run-check.ts'),
    import('../check-script.ts'),
    import('../../check/budgets.ts'),
  ]);
  const cwd = process.cwd();
  return runCheck({
    subject: {
      file: checkScript(file, cwd),
      args: [],
      nodeFlags: options.nodeFlags ?? [],
      env: process.env,
      cwd,
      work: { kind: 'module' },
    },
    shownFile: path.relative(cwd, file),
    maxMs: options.maxTimeMs ?? DEFAULT_MAX_MS,
    budgets: (options.budgets ?? []).map(parseBudget),
    baseline: options.baseline ?? null,
    updatesBaseline: false,
    now: new Date(),
  });
}

/** Test runners rewrite `import()`; what they call it instead has to mean the same in a plain module. */
const REWRITTEN_IMPORT = /\b__(?:vite_ssr|vi)_dynamic_import__\b|\b__vi_import__\b/g;

/** Writes a module beside the file the function comes from, so that its imports mean what they mean there. */
function writeModule(iteration: (i: number) => unknown, from: string | null): string {
  const source = iteration.toString().replace(REWRITTEN_IMPORT, 'import');
  if (source.endsWith('{ [native code] }')) {
    throw new MemprofError(
      'BAD_USAGE',
      'A bound or native function has no source to run elsewhere: write (i) => …',
    );
  }
  const extension = from !== null && /\.[mc]?tsx?$/.test(from) ? 'mts' : 'mjs';
  const folder = from === null ? process.cwd() : path.dirname(from);
  const file = path.join(folder, `.memprof-${process.pid}-${++serial}.${extension}`);
  // A method's source, `name(i) { … }`, is no expression; as a property it is.
  const isMethod = !/^(async\s+)?(function\b|class\b|\(|[\w$]+\s*=>)/.test(source);
  const expression = isMethod ? `Object.values({ ${source} })[0]` : `(${source})`;
  try {
    writeFileSync(file, `export const iteration = ${expression};\n`);
  } catch (error) {
    const text = `The function could not be written to ${file}: ${(error as Error).message}`;
    throw new MemprofError('WRITE_FAILED', text, { cause: error });
  }
  return file;
}

function toPath(place: string | URL): string {
  return place instanceof URL || place.startsWith('file:') ? fileURLToPath(place) : path.resolve(place);
}
