/** How closing one resource went. Idempotent: asking again gives the same outcome. */
export interface CloseOutcome {
  /** The method that did it; undefined when the resource has none, or every one of them failed. */
  readonly closedBy: string | undefined;
  /** What methods threw before one succeeded, in order. */
  readonly errors: readonly unknown[];
}

/** In the order they are tried, with the name an outcome gives. */
const METHODS: readonly (readonly [method: string | symbol, name: string])[] = [
  ['close', 'close'],
  ['closeConnections', 'closeConnections'],
  [Symbol.asyncDispose, '[Symbol.asyncDispose]'],
  [Symbol.dispose, '[Symbol.dispose]'],
];

const outcomes = new WeakMap<object, Promise<CloseOutcome>>();

/**
 * Closes `resource` by the first of `close()`, `closeConnections()`, `[Symbol.asyncDispose]()` and
 * `[Symbol.dispose]()` that it has; when that one throws, by the next. Never throws: the outcome says it all.
 *
 * The methods of one resource are called once, however often this is called, also at the same time.
 */
export function closeResource(resource: object): Promise<CloseOutcome> {
  let outcome = outcomes.get(resource);
  if (outcome === undefined) {
    outcome = tryEach(resource as Record<string | symbol, unknown>);
    outcomes.set(resource, outcome);
  }
  return outcome;
}

async function tryEach(resource: Record<string | symbol, unknown>): Promise<CloseOutcome> {
  const errors: unknown[] = [];
  for (const [method, name] of METHODS) {
    if (typeof resource[method] !== 'function') continue;
    try {
      await (resource[method] as () => unknown)();
      return { closedBy: name, errors };
    } catch (error) {
      errors.push(error);
    }
  }
  return { closedBy: undefined, errors };
}

/**
 * Closes resources one after the other, the last one first, and goes on after a failure.
 *
 * @throws AggregateError with everything any of them threw, after all were tried.
 */
export async function closeAll(resources: readonly object[]): Promise<void> {
  const errors: unknown[] = [];
  for (const resource of resources.toReversed()) errors.push(...(await closeResource(resource)).errors);
  if (errors.length > 0) throw new AggregateError(errors, `Closing failed ${times(errors.length)}.`);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
