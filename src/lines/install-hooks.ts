import Module, { register } from 'node:module';
import type { LoadHookContext, LoadFnOutput } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { LinesConfig } from './config.ts';
import { textOf } from './load-hooks.ts';
import { rewrite } from './rewrite.ts';
import { RewriteStore } from './store.ts';
import type { SourceFormat } from './rewrite.ts';

/** What Node calls to compile a CommonJS source, after every transformation by `require.extensions`. */
type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;
const COMPILE = '_compile';

interface Hooks {
  load(
    url: string,
    context: LoadHookContext,
    nextLoad: (url: string, context: LoadHookContext) => LoadFnOutput,
  ): LoadFnOutput;
}

/** In Node 22.15 and later; hooks that run in the thread that loads. */
const { registerHooks } = Module as unknown as { registerHooks?: (hooks: Hooks) => void };

/** Rewrites every source in scope that is loaded from now on, by `import` or `require`. */
export function installLoadHooks(config: LinesConfig): void {
  const store = new RewriteStore(config, rewrite);
  // Node 20 has hooks for ES modules only in a thread of their own.
  if (registerHooks === undefined) register('./load-hooks.js', { parentURL: import.meta.url, data: config });
  else registerHooks(moduleHooks(store));
  hookCommonJs(store, registerHooks !== undefined);
}

function moduleHooks(store: RewriteStore): Hooks {
  return {
    load(url, context, nextLoad) {
      const result = nextLoad(url, context);
      if (!/^module(-typescript)?$/.test(result.format ?? '') || !result.source) return result;
      const code = store.load(textOf(result.source), url, 'module');
      return code === undefined ? result : { ...result, source: code };
    },
  };
}

/**
 * @param skipModules - An ES module that is required went through the load hook already.
 */
function hookCommonJs(store: RewriteStore, skipModules: boolean): void {
  const prototype = (Module as unknown as { prototype: { [COMPILE]: Compile } }).prototype;
  const compile = prototype[COMPILE];
  // V8 finds the name of a method without one by looking for the property that holds it: it is held no more.
  if (compile.name === '') Object.defineProperty(compile, 'name', { value: COMPILE, configurable: true });
  prototype[COMPILE] = function (content, filename, ...rest) {
    const format = rest[0] as SourceFormat | undefined;
    const isDone = format === 'module' && skipModules;
    const known = format === 'module' || format === 'commonjs' ? format : undefined;
    const code = isDone ? undefined : store.load(content, pathToFileURL(filename).href, known);
    return compile.call(this, code ?? content, filename, ...rest);
  };
}
