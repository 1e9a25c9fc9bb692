import { MemprofError } from '../base/errors.ts';
import { closeResource } from './closing.ts';
import { siteOf } from './creation-site.ts';
import { collectGarbage } from './garbage.ts';
import { watchUnclosed, type WatchUnclosedOptions } from './unclosed.ts';

/** An object that is still alive although the scope it belonged to is over. */
export interface Survivor {
  readonly constructorName: string;
  /** Where it was given to the scope, a line a frame. */
  readonly site: string;
}

/**
 * A stretch of the program that owns resources: they are closed when it is over, the last one first.
 *
 * Made by `scope()`. A scope that is garbage-collected with resources still open is reported as unclosed.
 */
export class Scope {
  readonly name: string;
  #open: object[] = [];
  readonly #given: { readonly ref: WeakRef<object>; readonly site: string }[] = [];
  readonly #markClosed: () => void;
  #closing: Promise<void> | undefined;

  constructor(name: string, options: Pick<WatchUnclosedOptions, 'onUnclosed' | 'below'> = {}) {
    this.name = name;
    this.#markClosed = watchUnclosed(this, { ...options, name: `scope '${name}'` });
  }

  /** Whether `close()` was called. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /** Resources still to be closed. */
  get length(): number {
    return this.#open.length;
  }

  /** Takes charge of `resource`, which is closed as `closeResource` does, and returns it. */
  use<T extends object>(resource: T): T {
    this.#mustBeOpen();
    this.#open.push(resource);
    this.#given.push({ ref: new WeakRef(resource), site: siteOf(this.use) });
    return resource;
  }

  /** Calls `cleanUp` when the scope is over, in its place among the resources. */
  defer(cleanUp: () => unknown): void {
    this.#mustBeOpen();
    this.#open.push({ close: cleanUp });
  }

  /** Only remembers `object`, weakly, so that `survivors()` can say whether it outlived the scope. */
  track<T extends object>(object: T): T {
    this.#mustBeOpen();
    this.#given.push({ ref: new WeakRef(object), site: siteOf(this.track) });
    return object;
  }

  /**
   * Closes everything, the last one first; again only gives the first outcome.
   *
   * @throws AggregateError with everything any of them threw, after all were tried.
   */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Collects garbage and tells which of the scope's objects are still there, in the order they were given to it.
   * Right only when the caller holds none of them any more. Throws `MemprofError` before the scope is over.
   */
  async survivors(): Promise<Survivor[]> {
    if (this.#closing === undefined)
      throw new MemprofError('BAD_USAGE', `Scope '${this.name}' is not over yet.`);
    await collectGarbage();
    const survivors: Survivor[] = [];
    for (const { ref, site } of this.#given) {
      const object = ref.deref();
      if (object !== undefined)
        survivors.push({ constructorName: object.constructor?.name ?? 'Object', site });
    }
    return survivors;
  }

  #mustBeOpen(): void {
    if (this.isClosed) throw new MemprofError('BAD_USAGE', `Scope '${this.name}' is over.`);
  }

  async #closeAll(): Promise<void> {
    this.#markClosed();
    const errors: unknown[] = [];
    // Popped, so that a resource is let go as soon as it is closed.
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      errors.push(...(await closeResource(next)).errors);
    }
    if (errors.length > 0) throw new AggregateError(errors, `Closing scope '${this.name}' failed.`);
  }
}

/** A scope for `await using`, or to be closed by hand. */
export function scope(name: string): Scope;
/**
 * Runs `body` in a scope and closes it afterwards, whatever happened.
 *
 * @returns What `body` returned.
 * @throws What `body` threw; or an AggregateError when closing failed, with the body's error first if it failed too.
 */
export function scope<T>(name: string, body: (scope: Scope) => T | Promise<T>): Promise<T>;
export function scope<T>(name: string, body?: (scope: Scope) => T | Promise<T>): Scope | Promise<T> {
  const opened = new Scope(name, { below: scope });
  return body === undefined ? opened : runIn(opened, body);
}

async function runIn<T>(opened: Scope, body: (scope: Scope) => T | Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await body(opened);
  } catch (error) {
    const closing = await opened.close().then(
      () => [],
      (failure: AggregateError) => failure.errors as unknown[],
    );
    if (closing.length === 0) throw error;
    throw new AggregateError([error, ...closing], `Scope '${opened.name}' failed, and so did closing it.`, {
      cause: error,
    });
  }
  await opened.close();
  return result;
}
