/** Records a buffer holds when `PRAISONAI_PROFILE_MAX` says nothing. */
export const DEFAULT_PROFILE_MAX = 10_000;

/** The most records a buffer may hold, whatever the variable says: above it, arrays stop being cheap. */
export const LARGEST_PROFILE_MAX = 2 ** 24;

/** What `PRAISONAI_PROFILE_MAX` means. */
export interface ProfileMax {
  /** Records each buffer may hold: 1 … 2^24. */
  readonly capacity: number;
  /** Who set it: the variable as it stands, the variable brought into range, or the default. */
  readonly from: 'default' | 'environment' | 'clamped' | 'invalid';
  /** One line for stderr, without a newline, when the text did not mean what it says. */
  readonly warning?: string;
}

/** An optional sign, then decimal digits with single underscores between them, as Python's `int()` reads. */
const INTEGER = /^[+-]?\d+(_\d+)*$/;

/** What is quoted of a wrong value: an environment variable can hold megabytes. */
const QUOTED_CHARACTERS = 40;

/**
 * Reads the text of `PRAISONAI_PROFILE_MAX`. Pure: the same text always means the same.
 *
 * `undefined` means 10,000; so does anything that is no whole decimal number (empty, `abc`, `1.5`, `1e3`,
 * `0x10`), with a warning. Below 1 means 1 and above 2^24 means 2^24, each with a warning.
 */
export function parseProfileMax(text: string | undefined): ProfileMax {
  if (text === undefined) return { capacity: DEFAULT_PROFILE_MAX, from: 'default' };
  const trimmed = text.trim();
  if (!INTEGER.test(trimmed)) {
    return {
      capacity: DEFAULT_PROFILE_MAX,
      from: 'invalid',
      warning: `PRAISONAI_PROFILE_MAX=${quote(text)} is not a whole number; using ${DEFAULT_PROFILE_MAX}.`,
    };
  }
  // Number() reads any count of digits: too many give Infinity, which is capped below.
  const value = Number(trimmed.replaceAll('_', ''));
  const capacity = Math.min(Math.max(value, 1), LARGEST_PROFILE_MAX);
  if (capacity === value) return { capacity, from: 'environment' };
  const bound = value < 1 ? 'below the least, 1' : `above the most, ${LARGEST_PROFILE_MAX}`;
  return {
    capacity,
    from: 'clamped',
    warning: `PRAISONAI_PROFILE_MAX=${quote(text)} is ${bound}; using ${capacity}.`,
  };
}

/**
 * Says what set a capacity, in words: `default`, `PRAISONAI_PROFILE_MAX=5000`, `PRAISONAI_PROFILE_MAX="abc" is
 * invalid: default`.
 */
export function describeCapacity(from: ProfileMax['from'], text: string | undefined): string {
  if (from === 'default' || text === undefined) return 'default';
  const variable = `PRAISONAI_PROFILE_MAX=${INTEGER.test(text) ? text : quote(text)}`;
  if (from === 'environment') return variable;
  return from === 'clamped' ? `${variable}, clamped` : `${variable} is invalid: default`;
}

function quote(text: string): string {
  const shown = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text;
  return JSON.stringify(shown);
}
