import { packageOf } from '../sourcemap/packages.ts';
import { pathOf } from '../sourcemap/paths.ts';

/**
 * Whose code a frame is.
 *
 * `user`: the program's, and that of the packages it uses. `node`: Node's JavaScript. `v8`: builtins such as
 * `Array.map`, and what V8 does with no JavaScript on the stack. `memprof`: our agent. `loader`: what makes
 * TypeScript run, such as tsx. `compiler`: what loaders call and programs may call too, such as esbuild: part
 * of the loader when a loader called it, a package like any other when the program did. `helper`: what a compiler
 * put before the program's code for its own use, such as esbuild's `__name`.
 */
export type FrameKind = 'user' | 'node' | 'v8' | 'memprof' | 'loader' | 'compiler' | 'helper';

const LOADERS = new Set([
  'tsx',
  'ts-node',
  '@swc-node/register',
  'esbuild-register',
  '@esbuild-kit/cjs-loader',
  '@esbuild-kit/esm-loader',
]);
const COMPILERS = new Set(['esbuild', 'typescript', '@swc/core', 'get-tsconfig']);

/** Node's scripts: `node:fs` and `node:internal/…`; the wrapper it puts around `--eval`. */
const NODE_SCRIPT = /^(?:node:|\[eval\]-wrapper$)/;

/** Whose code a frame is, by the URL it ran from. */
export function frameKindOf(
  { url, line }: { readonly url: string; readonly line: number },
  isOwn: (url: string) => boolean,
): FrameKind {
  // Builtins and `(GC)` have neither URL nor position; code made from a string has a position.
  if (url === '') return line === 0 ? 'v8' : 'user';
  if (isOwn(url)) return 'memprof';
  if (NODE_SCRIPT.test(url)) return 'node';
  // The lexers of CommonJS exports that loaders use are WebAssembly.
  if (url.startsWith('wasm:')) return 'compiler';
  const name = packageOf(pathOf(url))?.name;
  if (name === undefined) return 'user';
  if (LOADERS.has(name)) return 'loader';
  return COMPILERS.has(name) ? 'compiler' : 'user';
}
