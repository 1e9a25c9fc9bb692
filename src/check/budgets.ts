import { MemprofError } from '../base/errors.ts';

/** A limit the user set: `heap@end<200MiB`, `Session<=100`, `bytesPerIteration<1KiB`. */
export interface Budget {
  /** As given. */
  readonly text: string;
  /** A figure ({@link FIGURES}) or a class. */
  readonly subject: string;
  /** Where it is measured: `end`, the last round. */
  readonly at: 'end';
  readonly isInclusive: boolean;
  readonly limit: number;
  readonly unit: 'bytes' | 'count';
}

/** A budget and what was measured. */
export interface BudgetOutcome {
  readonly text: string;
  readonly unit: 'bytes' | 'count';
  readonly limit: number;
  /** Null when the subject could not be measured, for example file descriptors outside Linux. */
  readonly actual: number | null;
  readonly isBroken: boolean;
}

/** What budgets are held against. */
export interface BudgetFigures {
  /** Bytes or counts by the name of a figure; null where the system does not tell. */
  readonly figures: Readonly<Record<Figure, number | null>>;
  /** Live instances of a class at the last snapshot, and their shallow sizes in bytes. */
  readonly classCount: (name: string) => { readonly count: number; readonly bytes: number };
}

/** Figures that can have a budget. */
export const FIGURES = {
  heap: 'bytes',
  rss: 'bytes',
  external: 'bytes',
  arrayBuffers: 'bytes',
  bytesPerIteration: 'bytes',
  fileDescriptors: 'count',
  threads: 'count',
  objectsPerIteration: 'count',
} as const;

/** Name of a figure. */
export type Figure = keyof typeof FIGURES;

const FORM =
  /^\s*([^<>=@]+?)\s*(?:@\s*(\w+)\s*)?(<=?)\s*(\d+(?:\.\d+)?)\s*(b|kib|mib|gib|kb|mb|gb|k|m|g)?\s*$/i;
const FACTORS: Record<string, number> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Reads a budget. @throws MemprofError `BAD_USAGE` with examples. */
export function parseBudget(text: string): Budget {
  const match = FORM.exec(text);
  const [, subject = '', at = 'end', comparison = '<', number = '', unit] = match ?? [];
  if (match === null || at !== 'end') throw badBudget(text);
  const isFigure = Object.hasOwn(FIGURES, subject);
  const isInBytes = unit !== undefined || (isFigure && FIGURES[subject as Figure] === 'bytes');
  if (isFigure && unit !== undefined && FIGURES[subject as Figure] === 'count') throw badBudget(text);
  const factor = unit === undefined ? 1 : (FACTORS[unit[0].toLowerCase()] ?? 1);
  return {
    text: text.trim(),
    subject,
    at: 'end',
    isInclusive: comparison === '<=',
    limit: Number(number) * factor,
    unit: isInBytes ? 'bytes' : 'count',
  };
}

function badBudget(text: string): MemprofError {
  const names = Object.keys(FIGURES).join(', ');
  const examples = `Write for example 'heap@end<200MiB', 'Session<=100' or 'bytesPerIteration<1KiB'; figures are ${names}, any other name is a class.`;
  return new MemprofError('BAD_USAGE', `${JSON.stringify(text)} is no budget. ${examples}`);
}

/** Holds a budget against what was measured. */
export function holdBudget(budget: Budget, { figures, classCount }: BudgetFigures): BudgetOutcome {
  const { text, unit, limit, subject, isInclusive } = budget;
  const actual = Object.hasOwn(figures, subject)
    ? figures[subject as Figure]
    : classCount(subject)[unit === 'bytes' ? 'bytes' : 'count'];
  const isBroken = actual !== null && (isInclusive ? actual > limit : actual >= limit);
  return { text, unit, limit, actual, isBroken };
}
