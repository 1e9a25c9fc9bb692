import type { LeakTraceStep, Suspect } from '../analysis/leaks/suspect.ts';

/**
 * Where the program's own code refers to the package's object that gains, for people who cannot change the package:
 * "`QuoteCache.#lru` (src/cache.ts:3)". Empty where the reference is the program's, and where none of its code is on
 * the way.
 *
 * @param showFile - How to write a file's path.
 */
export function ownHolder(
  { package: owner, retainingPath }: Suspect,
  showFile: (file: string) => string,
): string {
  if (owner === null) return '';
  const suspectAt = retainingPath.findIndex(({ isSuspect }) => isSuspect);
  const step = retainingPath.slice(0, Math.max(0, suspectAt)).findLast(isOwn);
  return step === undefined ? '' : nameOf(step, showFile);
}

function isOwn({ location, edge }: LeakTraceStep): boolean {
  return edge !== null && location !== null && !/(^|[\\/])node_modules[\\/]/.test(location.file);
}

function nameOf({ name, edge, location }: LeakTraceStep, showFile: (file: string) => string): string {
  const variable = /^variable (.+)$/.exec(edge!)?.[1];
  const module = /^module (.+)$/.exec(name)?.[1];
  // A module's place is its first line.
  if (module !== undefined && variable !== undefined) return `\`module variable ${variable} in ${module}\``;
  const place = ` (${showFile(location!.file)}:${location!.line})`;
  return variable === undefined
    ? `\`${name}${edge!}\`${place}`
    : `\`closure variable ${variable} of ${name}\`${place}`;
}
