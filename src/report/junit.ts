import type { CheckResult } from '../check/result.ts';
import { checkAdviceFor, headlineFor, checkSentenceFor } from './check-words.ts';
import { printable } from './untrusted.ts';

/** A check as JUnit XML: one test case for the verdict, one for each budget. */
export function renderJunit(result: CheckResult): string {
  const cases = [verdictCase(result), ...result.budgets.map((budget) => budgetCase(result, budget))];
  const failures = cases.filter((text) => text.includes('<failure')).length;
  const errors = cases.filter((text) => text.includes('<error')).length;
  const time = (result.elapsedMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}" errors="${errors}" time="${time}">`,
    `  <testsuite name="memprof check" tests="${cases.length}" failures="${failures}" errors="${errors}" time="${time}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function verdictCase(result: CheckResult): string {
  const { target, verdict, suspects, notes, elapsedMs } = result;
  const opening = `    <testcase classname="memprof" name="${escape(target.file)} does not leak" time="${(elapsedMs / 1000).toFixed(3)}"`;
  const fails = suspects.length === 0 || suspects.some(({ status }) => status !== 'known');
  if (verdict === 'clean' || (verdict === 'leak' && !fails)) return `${opening}/>`;
  const tag = verdict === 'leak' ? 'failure' : 'error';
  const text = [
    ...suspects.map((suspect) => `${checkSentenceFor(suspect)}\n${checkAdviceFor(suspect)}`),
    ...notes,
  ].join('\n\n');
  return `${opening}>\n      <${tag} type="${verdict}" message="${escape(headlineFor(result))}">${escape(text)}</${tag}>\n    </testcase>`;
}

function budgetCase({ target }: CheckResult, budget: CheckResult['budgets'][number]): string {
  const opening = `    <testcase classname="memprof" name="${escape(`${target.file} keeps ${budget.text}`)}" time="0"`;
  if (!budget.isBroken) return `${opening}/>`;
  const message = `measured ${budget.actual ?? 'nothing'}, limit ${budget.limit}`;
  return `${opening}>\n      <failure type="budget" message="${escape(message)}"/>\n    </testcase>`;
}

function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
