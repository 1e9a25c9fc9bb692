import type { MessagePort } from 'node:worker_threads';

/** What the hook thread tells about one ES module. */
export interface LoadMessage {
  readonly module: string;
  readonly durationMs: number;
  readonly parent: string;
}

let port: MessagePort;
/** The URL that first asked for a module, until it is loaded. */
const parentOf = new Map<string, string>();

/** Called by Node in the hook thread, once. */
export function initialize(data: { readonly port: MessagePort }): void {
  port = data.port;
}

/** Remembers who asked: `load` is not told. */
export async function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  nextResolve: (specifier: string) => Promise<{ readonly url: string }>,
): Promise<{ readonly url: string }> {
  const resolved = await nextResolve(specifier);
  if (context.parentURL !== undefined) parentOf.set(resolved.url, context.parentURL);
  return resolved;
}

/** Measures reading (and translating, when another hook does that) of an ES module. */
export async function load(
  url: string,
  _context: unknown,
  nextLoad: (url: string) => Promise<{ readonly format: string }>,
): Promise<{ readonly format: string }> {
  const start = performance.now();
  const loaded = await nextLoad(url);
  const parent = parentOf.get(url) ?? '';
  parentOf.delete(url);
  if (loaded.format === 'module') {
    const message: LoadMessage = { module: url, durationMs: performance.now() - start, parent };
    port.postMessage(message);
  }
  return loaded;
}
