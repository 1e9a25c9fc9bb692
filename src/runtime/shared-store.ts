import { closeResource } from './closing.ts';

/** One caller's hold on a shared instance. */
export interface Lease<T> {
  /** The instance, the same for every lease of an equal configuration. */
  readonly store: T;
  /** Gives the hold back; the last one closes the instance and waits for it. Calling it again does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Shared {
  leases: number;
  readonly instance: Promise<object>;
  closing: Promise<void> | undefined;
}

const sharedByKey = new Map<string, Shared>();

/**
 * The one instance for `config`: callers with equal configurations share it, also while it is being made.
 *
 * Equal means equal JSON, whatever the order of keys; the factory does not count, so put what kind of thing it
 * makes into the configuration. A factory that failed is not remembered: the next caller tries again. The instance
 * is closed, as `closeResource` does, when the last lease is; who comes meanwhile waits and gets a new one.
 *
 * @throws TypeError for a configuration JSON cannot hold (functions, cycles); and what `factory` threw, to all who waited.
 */
export async function sharedStore<C, T extends object>(
  config: C,
  factory: (config: C) => T | Promise<T>,
): Promise<Lease<T>> {
  const key = canonicalJson(config);
  let shared = sharedByKey.get(key);
  while (shared?.closing !== undefined) {
    // How closing ended is the business of the one who closed.
    await shared.closing.catch(() => {});
    shared = sharedByKey.get(key);
  }
  if (shared === undefined) {
    shared = { leases: 0, instance: Promise.resolve().then(() => factory(config)), closing: undefined };
    sharedByKey.set(key, shared);
  }
  shared.leases++;
  try {
    return leaseOn(key, shared, (await shared.instance) as T);
  } catch (error) {
    if (sharedByKey.get(key) === shared) sharedByKey.delete(key);
    throw error;
  }
}

/** How many leases each shared configuration has, by its JSON; for tests and for finding leases never closed. */
export function sharedLeases(): ReadonlyMap<string, number> {
  return new Map([...sharedByKey].map(([key, { leases }]) => [key, leases]));
}

function leaseOn<T extends object>(key: string, shared: Shared, store: T): Lease<T> {
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= release(key, shared, store));
  return { store, close, [Symbol.asyncDispose]: close };
}

async function release(key: string, shared: Shared, store: object): Promise<void> {
  shared.leases--;
  if (shared.leases > 0) return;
  shared.closing = closeResource(store).then(({ errors }) => {
    sharedByKey.delete(key);
    if (errors.length > 0) throw new AggregateError(errors, 'Closing a shared instance failed.');
  });
  await shared.closing;
}

/** JSON with the keys of every object sorted, so that equal configurations give equal text. */
export function canonicalJson(value: unknown): string {
  // Finds cycles: the copies made below would hide them, and recursion would not end.
  JSON.stringify(value);
  const text = JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'function' || typeof item === 'symbol' || typeof item === 'bigint') {
      throw new TypeError(`A ${typeof item} (at '${key}') cannot be part of a shared configuration.`);
    }
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    if (item instanceof Map || item instanceof Set || ArrayBuffer.isView(item)) {
      throw new TypeError(
        `A ${item.constructor.name} (at '${key}') cannot be part of a shared configuration.`,
      );
    }
    return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  if (text === undefined) throw new TypeError('undefined cannot be a shared configuration.');
  return text;
}
