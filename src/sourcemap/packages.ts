import { readTextFile, type ReadFile } from './read-file.ts';

/** An installed npm package a file belongs to. */
export interface PackageLocation {
  /** `express`, `@scope/name`. */
  readonly name: string;
  /** The folder its `package.json` is in, no slash at the end. */
  readonly folder: string;
}

const FOLDER = '/node_modules/';

/** `name@1.2.3_peers` of pnpm's store, `name-npm-1.2.3-hash-10.zip` of yarn's cache. */
const VERSION_IN_PATH = [
  /\/node_modules\/\.pnpm\/(?:@[^/+]+\+)?[^/@]+@(\d[^/_(]*)[^/]*\/node_modules\/[^/]+(?:\/[^/]+)?$/,
  /-npm-(\d[^/]*?)-[0-9a-f]{6,}(?:-\d+)?(?:\.zip)?\/node_modules\/[^/]+(?:\/[^/]+)?$/,
];

/**
 * The package a file was installed with: the innermost under `node_modules`, so pnpm's and yarn's nested
 * folders give the right name. Undefined for the user's own files and for Node's internals.
 *
 * @param path - As `pathOf` gives it: forward slashes, no URL; may be relative.
 */
export function packageOf(path: string): PackageLocation | undefined {
  const rooted = path.startsWith('node_modules/') ? `/${path}` : path;
  const at = rooted.lastIndexOf(FOLDER);
  if (at === -1) return undefined;
  const start = at + FOLDER.length;
  const [first, second] = rooted.slice(start).split('/', 2);
  if (!first || second === undefined) return undefined;
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  const folder = rooted.slice(0, start) + name;
  return { name, folder: rooted === path ? folder : folder.slice(1) };
}

/** Versions of installed packages, from their `package.json`; each is read once. */
export class PackageVersions {
  readonly #readFile: ReadFile;
  readonly #versions = new Map<string, string | undefined>();

  constructor(readFile: ReadFile = readTextFile) {
    this.#readFile = readFile;
  }

  /** The version, or undefined when neither `package.json` nor the path says one. Never throws. */
  versionOf(location: PackageLocation): string | undefined {
    const { folder } = location;
    if (!this.#versions.has(folder)) {
      this.#versions.set(folder, this.#readVersion(folder) ?? versionInPath(folder));
    }
    return this.#versions.get(folder);
  }

  #readVersion(folder: string): string | undefined {
    try {
      const json: unknown = JSON.parse(this.#readFile(`${folder}/package.json`, MAX_PACKAGE_JSON_BYTES));
      const version = (json as { version?: unknown } | null)?.version;
      return typeof version === 'string' ? version : undefined;
    } catch {
      // Inside a zip (yarn), on another machine, or damaged: the version is a nicety, not worth an error.
      return undefined;
    }
  }
}

/** npm itself refuses far smaller ones; a bigger file is not what it says it is. */
const MAX_PACKAGE_JSON_BYTES = 4 * 1024 * 1024;

function versionInPath(folder: string): string | undefined {
  for (const pattern of VERSION_IN_PATH) {
    const version = pattern.exec(folder)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}
