import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const TYPESCRIPT = /\.[mc]?tsx?$/i;
const JAVASCRIPT = /\.[mc]?jsx?$/i;

/** How Node must be started to run a file. */
export interface Loader {
  /** Flags for Node, before the script. */
  readonly flags: readonly string[];
  /** Folders (with a trailing separator) whose scripts belong to the loader, not to the user. */
  readonly folders: readonly string[];
}

/** Whether memprof knows how to run a file of this name. */
export function isRunnable(script: string): boolean {
  return TYPESCRIPT.test(script) || JAVASCRIPT.test(script);
}

/** The flags that load a TypeScript or JSX file by tsx; none for JavaScript, which runs exactly as without us. */
export function loaderFor(script: string): Loader {
  if (!TYPESCRIPT.test(script) && !/\.jsx$/i.test(script)) return { flags: [], folders: [] };
  const require = createRequire(import.meta.url);
  const entry = require.resolve('tsx');
  const packages = ['tsx', 'esbuild', 'get-tsconfig', 'resolve-pkg-maps'];
  return {
    flags: ['--import', pathToFileURL(entry).href],
    folders: packages.flatMap((name) => folderOf(require, name)),
  };
}

function folderOf(require: NodeJS.Require, name: string): string[] {
  try {
    return [path.dirname(require.resolve(`${name}/package.json`)) + path.sep];
  } catch {
    // Not every version of tsx has all of them.
    return [];
  }
}
