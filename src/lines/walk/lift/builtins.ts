/** The builtins that what is lifted is done by. */
export class Builtins {
  readonly #source: string;
  readonly #known = new Map<string, boolean>();

  constructor(source: string) {
    this.#source = source;
  }

  /**
   * Whether the names mean the builtins throughout the source, as far as it goes: members are read of them, and they
   * are neither declared nor changed.
   */
  has(...names: readonly string[]): boolean {
    return names.every((name) => {
      const known = this.#known.get(name) ?? isUntouched(name, this.#source);
      this.#known.set(name, known);
      return known;
    });
  }
}

function isUntouched(name: string, source: string): boolean {
  if (!source.includes(name)) return true;
  const mentions = source.matchAll(new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g'));
  return [...mentions].every(({ index }) => {
    const before = source.slice(Math.max(0, index - MARGIN), index);
    const after = source.slice(index + name.length, index + name.length + MARGIN);
    if (/(\.|\bdelete)\s*$/.test(before)) return false;
    return /\b(typeof|new|instanceof)\s+$/.test(before) || /^(\s*:|\.\w+(?!\w|\s*=[^=]))/.test(after);
  });
}

/** Enough for a word before, or a member's name and what follows it. */
const MARGIN = 40;
