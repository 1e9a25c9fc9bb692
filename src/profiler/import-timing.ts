import Module, { register } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import type { LoadMessage } from './import-hooks.ts';

/** Told of each module: its file name or URL, milliseconds, and who asked for it (empty when not known). */
export type ImportListener = (module: string, durationMs: number, parent: string) => void;

interface LoadedModule {
  readonly parent?: { readonly filename?: string } | null;
}

type Load = (this: LoadedModule, filename: string) => unknown;

interface SyncHooks {
  resolve(
    specifier: string,
    context: { readonly parentURL?: string },
    nextResolve: (specifier: string, context: unknown) => { url: string },
  ): { url: string };
  load(
    url: string,
    context: unknown,
    nextLoad: (url: string, context: unknown) => { format?: string },
  ): { format?: string };
}

/** `module.registerHooks`, which Node has from 22.15 on. */
type RegisterHooks = (hooks: SyncHooks) => { deregister(): void };

/**
 * Measures every module loaded from now on, until the returned function is called.
 *
 * CommonJS: reading, compiling and running, with all it requires. ES modules: reading and translating only, as
 * Node's hooks see no more; `Profiler.importModule` measures an `import()` whole. On Node 20 the ES modules'
 * figures come from the hook thread, so a turn of the event loop late.
 */
export function timeImports(listener: ImportListener): () => void {
  const stopCommonJs = timeCommonJs(listener);
  const stopEsm = timeEsm(listener);
  return () => {
    stopCommonJs();
    stopEsm();
  };
}

function timeCommonJs(listener: ImportListener): () => void {
  // load() runs for a module that is not in the cache yet, so what it takes is what the module costs.
  const prototype = Module.prototype as unknown as { load: Load };
  const original = prototype.load;
  const timed: Load = function load(filename) {
    const start = performance.now();
    try {
      return original.call(this, filename);
    } finally {
      listener(filename, performance.now() - start, this.parent?.filename ?? '');
    }
  };
  let isOn = true;
  prototype.load = function load(filename) {
    return (isOn ? timed : original).call(this, filename);
  };
  const mine = prototype.load;
  return () => {
    isOn = false;
    // Somebody may have wrapped the wrapper since: then it stays, switched off.
    if (prototype.load === mine) prototype.load = original;
  };
}

function timeEsm(listener: ImportListener): () => void {
  const { registerHooks } = Module as unknown as { registerHooks?: RegisterHooks };
  return registerHooks === undefined
    ? timeEsmInHookThread(listener)
    : timeEsmInThisThread(registerHooks, listener);
}

function timeEsmInThisThread(registerHooks: RegisterHooks, listener: ImportListener): () => void {
  const parentOf = new Map<string, string>();
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      // `load` is not told who asked.
      if (context.parentURL !== undefined) parentOf.set(resolved.url, context.parentURL);
      return resolved;
    },
    load(url, context, nextLoad) {
      const start = performance.now();
      const loaded = nextLoad(url, context);
      if (loaded.format === 'module') listener(url, performance.now() - start, parentOf.get(url) ?? '');
      parentOf.delete(url);
      return loaded;
    },
  });
  return () => hooks.deregister();
}

/** The one port from the hook thread: hooks cannot be taken back, so they are registered once. */
let inbox: MessagePort | undefined;
const esmListeners = new Set<ImportListener>();

function timeEsmInHookThread(listener: ImportListener): () => void {
  // Not imported at the top: that takes 1.5 ms of every program that imports the library.
  const { MessageChannel, receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads');
  esmListeners.add(listener);
  if (inbox === undefined) {
    const { port1, port2 } = new MessageChannel();
    inbox = port1;
    inbox.on('message', tell);
    inbox.unref();
    register('./import-hooks.js', {
      parentURL: import.meta.url,
      data: { port: port2 },
      transferList: [port2],
    });
  }
  return () => {
    // What has come in but was not yet told.
    for (let next = receiveMessageOnPort(inbox!); next !== undefined; next = receiveMessageOnPort(inbox!)) {
      tell(next.message as LoadMessage);
    }
    esmListeners.delete(listener);
  };
}

function tell({ module, durationMs, parent }: LoadMessage): void {
  for (const listener of esmListeners) listener(module, durationMs, parent);
}
