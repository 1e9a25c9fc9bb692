import picomatch from 'picomatch';

/** True for files whose allocations are wanted. */
export type PathFilter = (file: string) => boolean;

/**
 * A filter by globs on displayed paths: a file passes when it matches one of `include` (or there are none)
 * and none of `exclude`.
 *
 * A glob without a slash is matched against the file's name alone: `*.test.ts`. What lies under
 * `node_modules` also matches from its innermost `node_modules` on, so `node_modules/express/**` finds the
 * package wherever pnpm or a workspace put it. Names such as `(node internals)` are matched as they stand.
 */
export function pathFilter(include: readonly string[] = [], exclude: readonly string[] = []): PathFilter {
  const isIncluded = include.length === 0 ? () => true : anyOf(include);
  const isExcluded = anyOf(exclude);
  return (file) => isIncluded(file) && !isExcluded(file);
}

function anyOf(globs: readonly string[]): PathFilter {
  const matchers = globs.map(matcher);
  return (file) => matchers.some((matches) => matches(file));
}

function matcher(glob: string): PathFilter {
  const pattern = glob.replaceAll('\\', '/').replace(/^\.\//, '');
  const matches = picomatch(pattern, { dot: true, basename: !pattern.includes('/') });
  return (file) => file === glob || matches(file) || matches(fromInnermostPackages(file));
}

function fromInnermostPackages(file: string): string {
  return file.slice(Math.max(0, file.lastIndexOf('node_modules/')));
}
