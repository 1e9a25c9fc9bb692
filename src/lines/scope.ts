import type { LinesScope } from './config.ts';

// memprof's own compiled files, when it is not itself under node_modules.
const OWN_FILES = new URL('..', import.meta.url).href;

/**
 * Whether a file is to be rewritten.
 *
 * @param url - Its file: URL; of no other URL is the answer yes.
 */
export function isInScope(url: string, scope: LinesScope): boolean {
  if (!url.startsWith('file:') || url.startsWith(OWN_FILES)) return false;
  const inPackage = url.lastIndexOf('/node_modules/');
  if (inPackage === -1 || scope === 'all') return true;
  return scope !== 'user' && scope.includes(packageName(url.slice(inPackage + '/node_modules/'.length)));
}

/** `@scope/name/lib/a.js` gives `@scope/name`. */
function packageName(path: string): string {
  const [first, second] = decodeURIComponent(path).split('/', 2);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
