import type { LoadHook } from 'node:module';
import type { LinesConfig } from './config.ts';
import { rewrite } from './rewrite.ts';
import { RewriteStore } from './store.ts';

// Node 20 runs load hooks in a thread of their own; this module is what is loaded there.

let store: RewriteStore | undefined;

/** Called by Node with what register() passed. */
export function initialize(config: LinesConfig): void {
  store = new RewriteStore(config, rewrite);
}

/** Rewrites what the hooks registered before this one, such as tsx's, have made of a module. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const result = await nextLoad(url, context);
  if (result.source === null || result.source === undefined) return result;
  if (result.format !== 'module' && result.format !== 'commonjs') return result;
  const code = store?.load(textOf(result.source), url, result.format);
  return code === undefined ? result : { ...result, source: code };
};

/** The text of a source as Node hands it on. */
export function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  if (typeof source === 'string') return source;
  const bytes = ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source);
  // Node drops a byte order mark when it decodes a module.
  return new TextDecoder().decode(bytes);
}
