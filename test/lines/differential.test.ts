import * as fc from 'fast-check';
import { compileFunction, createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { rewrite } from '../../src/lines/rewrite.ts';
import { programs } from './programs.ts';
import { show } from './show.ts';

// The text of a function is one thing that rewriting does change.
const realm = createContext();
runInContext('Function.prototype.toString = function () { return `function ${this.name}` }', realm);

/** Runs a program's text as a function body; what it did and how it ended, or undefined if it is no program. */
async function run(code: string): Promise<string[] | undefined> {
  const seen: string[] = [];
  let program;
  try {
    program = compileFunction(code, ['seen', 'show'], { parsingContext: realm }) as (
      ...args: unknown[]
    ) => Promise<void>;
  } catch {
    return undefined;
  }
  try {
    await program.call({}, seen, show);
  } catch (error) {
    seen.push(`ended by ${show(error)}`);
  }
  // V8 prints it, too.
  return seen.map((text) =>
    String(text)
      .replace(/search for '[^]*' in /, "search for '…' in ")
      .replace(/: [^:]*(=>|function|class)[^]* is not a constructor/, ': a function is not a constructor'),
  );
}

// V8 describes what "is not a function" by its text in the program, or, where it does not find that (as in
// fields of classes), by its kind. It looks in vain less often in rewritten programs, and now and then more often.
const BY_KIND =
  /TypeError: (?:a function|object|function|undefined|number|string|boolean|bigint|symbol)\b.* is not (\w+( \w+)?)/;

/** The second run's words, with V8's failures to quote the program as they were in the first. */
function withQuotesOf(original: readonly string[], rewritten: readonly string[]): string[] {
  return rewritten.map((text, i) => {
    const first = original[i] ?? '';
    const reason = (BY_KIND.exec(first) ?? BY_KIND.exec(text))?.[1];
    const isAlike = reason !== undefined && [first, text].every((each) => each.includes(`is not ${reason}`));
    return isAlike ? first : text;
  });
}

const RUNS = Number(process.env['MEMPROF_LINES_RUNS'] ?? 1000);

test('a rewritten program does and says the same', { timeout: 240_000 }, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const original = await run(program);
      fc.pre(original !== undefined);
      compared++;
      const { code } = rewrite(program, { filename: 'program.js', format: 'commonjs' });
      const rewritten = await run(code);
      expect(withQuotesOf(original!, rewritten ?? ['no program']), code).toEqual(original);
    }),
    {
      numRuns: RUNS,
      ...(process.env['MEMPROF_LINES_SEED']
        ? { seed: Number(process.env['MEMPROF_LINES_SEED']) }
        : { seed: 1 }),
    },
  );
  expect(compared).toBeGreaterThanOrEqual(RUNS);
});
