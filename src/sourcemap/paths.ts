/** A drive letter and a separator: the start of an absolute Windows path. */
const DRIVE = /^[A-Za-z]:[\\/]/;

/** A URL's scheme. Two letters at least, so that `C:` is a drive and no scheme. */
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** What bundlers put before the paths they invent: `webpack://app/./src/a.ts`, `ng:///src/a.ts`. */
const BUNDLER = /^(?:webpack|webpack-internal|rollup|turbopack|ng|vite|parcel):\/\/[^/]*\/(?:\.\/)?/;

/**
 * The path in a script's URL: `file:` URLs decoded, query and fragment of a `file:` URL dropped, Windows
 * paths with forward slashes. Anything that is no file (`node:fs`, `[eval]`, `wasm://…`) comes back as it is.
 * Works on strings alone, so a capture made on Windows reads the same on Linux.
 */
export function pathOf(url: string): string {
  if (url.startsWith('file:')) return pathOfFileUrl(url);
  if (DRIVE.test(url) || url.startsWith('\\\\')) return url.replaceAll('\\', '/');
  if (BUNDLER.test(url)) return url.replace(BUNDLER, '').replace(/\?.*$/, '');
  return url;
}

function pathOfFileUrl(url: string): string {
  // Host and path only: V8 hands out what the loader wrote, `?namespace=…` of tsx included.
  const match = /^file:(?:\/\/([^/?#]*))?([^?#]*)/.exec(url);
  const host = match?.[1] ?? '';
  const path = decoded(match?.[2] ?? '');
  if (host !== '' && host !== 'localhost') return `//${host}${path}`;
  return DRIVE.test(path.slice(1)) ? path.slice(1).replaceAll('\\', '/') : path;
}

/** The text with `%20` and the like decoded, or as it is when it is not well-formed. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The `file:` URL of a script, to resolve what its source map says against; undefined when it is no file. */
export function fileUrlOf(url: string): string | undefined {
  if (url.startsWith('file:')) return url;
  if (DRIVE.test(url)) return `file:///${encoded(url.replaceAll('\\', '/'))}`;
  if (url.startsWith('/')) return `file://${encoded(url)}`;
  return undefined;
}

function encoded(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

/**
 * A path for people: relative to `cwd` when it lies inside, from `node_modules/` on when it is a package
 * installed elsewhere (`node_modules/express/lib/router.js`), else absolute. Takes URLs too.
 */
export function displayPath(file: string, cwd: string): string {
  const path = pathOf(file);
  if (!isAbsolute(path)) return path.replace(/^\.\//, '');
  const base = `${pathOf(cwd).replace(/\/+$/, '')}/`;
  const isInside = DRIVE.test(path)
    ? path.toLowerCase().startsWith(base.toLowerCase())
    : path.startsWith(base);
  if (isInside && path.length > base.length) return path.slice(base.length);
  const packages = path.indexOf('/node_modules/');
  return packages === -1 ? path : path.slice(packages + 1);
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || DRIVE.test(path);
}

/** True when the text has a URL's scheme (`node:fs`, `https://…`), and is no Windows drive. */
export function hasScheme(text: string): boolean {
  return SCHEME.test(text);
}
