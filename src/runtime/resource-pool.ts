import type * as GenericPool from 'generic-pool';
import { MemprofError } from '../base/errors.ts';
import { positiveInteger } from './bounds.ts';
import { closeResource } from './closing.ts';
import { siteOf } from './creation-site.ts';

/** How a `ResourcePool` makes, checks and bounds its resources. */
export interface ResourcePoolOptions<T extends object> {
  readonly create: () => T | Promise<T>;
  /** How to end a resource; `closeResource` unless given. */
  readonly destroy?: (resource: T) => void | Promise<void>;
  /** Whether a resource that lay idle is still good; asked before each loan. One that throws counts as no. */
  readonly validate?: (resource: T) => boolean | Promise<boolean>;
  /** Most resources; a whole number from 1. */
  readonly max: number;
  /** Most borrowers waiting; more are refused. 1000 unless given. */
  readonly maxWaiting?: number;
  /** Milliseconds a borrower waits before it is refused; 30 000 unless given. */
  readonly acquireTimeoutMs?: number;
  /** Hears of errors that reach nobody else: what `destroy` threw. A process warning unless given. */
  readonly onError?: (error: unknown) => void;
}

/** A resource that was borrowed and not yet given back. */
export interface Loan {
  /** How long ago it was borrowed, in milliseconds. */
  readonly ageMs: number;
  /** The stack that borrowed it, a line a frame. */
  readonly site: string;
}

/** What a pool holds at this moment. */
export interface PoolUsage {
  readonly size: number;
  readonly idle: number;
  readonly borrowed: number;
  readonly waiting: number;
}

/** What generic-pool lends: a resource, or the error that making it ended in. */
type Slot<T> = { readonly resource: T; hasBeenLent: boolean } | { readonly error: unknown };

/**
 * At most `max` resources, lent to one borrower each. A new one is made before anybody waits.
 *
 * Built on generic-pool, which is loaded with the first pool, not with this module. Where generic-pool tries
 * again for ever when making or validating fails, this pool gives the error to the borrower.
 */
export class ResourcePool<T extends object> {
  readonly #pool: GenericPool.Pool<Slot<T>>;
  readonly #loans = new Map<T, { slot: Slot<T>; site: string; since: number }>();
  readonly #options: ResourcePoolOptions<T>;
  #closing: Promise<void> | undefined;

  /** Throws a `RangeError` when a bound is not a whole number from 1. */
  constructor(options: ResourcePoolOptions<T>) {
    const { max, maxWaiting = 1000, acquireTimeoutMs = 30_000 } = options;
    positiveInteger(max, 'max');
    positiveInteger(maxWaiting, 'maxWaiting');
    positiveInteger(acquireTimeoutMs, 'acquireTimeoutMs');
    this.#options = options;
    this.#pool = loadGenericPool().createPool<Slot<T>>(
      {
        create: () => this.#create(),
        destroy: (slot) => this.#destroy(slot),
        validate: (slot) => this.#isGood(slot),
      },
      { max, maxWaitingClients: maxWaiting, acquireTimeoutMillis: acquireTimeoutMs, testOnBorrow: true },
    );
    this.#pool.on('factoryDestroyError', (error: unknown) => (options.onError ?? warn)(error));
  }

  get usage(): PoolUsage {
    const { size, available, borrowed, pending } = this.#pool;
    return { size, idle: available, borrowed, waiting: pending };
  }

  /**
   * Borrows a resource, to be given back by `release` or `discard`. `use` does both ends.
   *
   * @throws What `create` threw; and `MemprofError` `BAD_USAGE`, with who holds the loans, when none came free in
   * time, when too many wait, and after `close()`.
   */
  async acquire(): Promise<T> {
    const site = siteOf(this.acquire);
    const slot = await this.#pool.acquire().catch((error: unknown) => {
      throw new MemprofError('BAD_USAGE', this.#refusal(error), { cause: error });
    });
    if ('error' in slot) {
      await this.#pool.destroy(slot);
      throw slot.error;
    }
    slot.hasBeenLent = true;
    this.#loans.set(slot.resource, { slot, site, since: performance.now() });
    return slot.resource;
  }

  /** Gives a resource back for others. Throws `MemprofError` when it is not on loan. */
  async release(resource: T): Promise<void> {
    await this.#pool.release(this.#endLoan(resource));
  }

  /** Gives a resource back to be destroyed, as broken. Throws `MemprofError` when it is not on loan. */
  async discard(resource: T): Promise<void> {
    await this.#pool.destroy(this.#endLoan(resource));
  }

  /**
   * Lends a resource to `body` and takes it back in every case. After an error it is validated before the next
   * loan when there is a `validate`, and discarded when there is none.
   */
  async use<R>(body: (resource: T) => R | Promise<R>): Promise<R> {
    const resource = await this.acquire();
    let isSound = this.#options.validate !== undefined;
    try {
      const result = await body(resource);
      isSound = true;
      return result;
    } finally {
      // The body may have given it back itself.
      if (this.#loans.has(resource)) await (isSound ? this.release(resource) : this.discard(resource));
    }
  }

  /** Loans at least `olderThanMs` old, the oldest first: those that never come back are leaked. */
  loans(olderThanMs = 0): Loan[] {
    const now = performance.now();
    return [...this.#loans.values()]
      .map(({ since, site }) => ({ ageMs: now - since, site }))
      .filter(({ ageMs }) => ageMs >= olderThanMs)
      .toSorted((a, b) => b.ageMs - a.ageMs);
  }

  /**
   * Lends no more, waits until all loans are back and destroys every resource. Again only gives the first outcome.
   *
   * @param timeoutMs - How long to wait for loans. Leaked ones never come back: then they are destroyed
   * where they are, and the promise is rejected with a `MemprofError` that names the stacks.
   */
  close(timeoutMs = 30_000): Promise<void> {
    this.#closing ??= this.#close(positiveInteger(timeoutMs, 'timeoutMs'));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(() => resolve('timeout'), timeoutMs);
    });
    const drained = this.#pool.drain();
    const leaked = (await Promise.race([drained, timeout])) === 'timeout' ? this.loans() : [];
    clearTimeout(timer);
    for (const resource of this.#loans.keys()) await this.discard(resource);
    await drained;
    await this.#pool.clear();
    if (leaked.length > 0) {
      throw new MemprofError(
        'BAD_USAGE',
        `${leaked.length} loans were not given back within ${timeoutMs} ms.${sites(leaked)}`,
      );
    }
  }

  async #create(): Promise<Slot<T>> {
    try {
      return { resource: await this.#options.create(), hasBeenLent: false };
    } catch (error) {
      // Lent to the borrower it was made for: a rejection here would make generic-pool try again for ever.
      return { error };
    }
  }

  async #destroy(slot: Slot<T>): Promise<void> {
    if ('error' in slot) return;
    if (this.#options.destroy !== undefined) return this.#options.destroy(slot.resource);
    const { errors } = await closeResource(slot.resource);
    if (errors.length > 0) throw new AggregateError(errors, 'Closing a pooled resource failed.');
  }

  async #isGood(slot: Slot<T>): Promise<boolean> {
    // What was just made is lent as it is: if it were refused, the next would be made at once, and so on.
    if ('error' in slot || !slot.hasBeenLent || this.#options.validate === undefined) return true;
    try {
      return await this.#options.validate(slot.resource);
    } catch {
      return false; // As documented: a check that fails is a resource that fails.
    }
  }

  #endLoan(resource: T): Slot<T> {
    const loan = this.#loans.get(resource);
    if (loan === undefined)
      throw new MemprofError('BAD_USAGE', 'This resource is not on loan from this pool.');
    this.#loans.delete(resource);
    return loan.slot;
  }

  #refusal(error: unknown): string {
    const { size, waiting } = this.usage;
    const reason = error instanceof Error ? error.message : String(error);
    return `No resource could be borrowed (${reason}): ${size} of ${this.#options.max} made, ${waiting} waiting.${sites(this.loans())}`;
  }
}

function sites(loans: readonly Loan[]): string {
  return loans.map(({ ageMs, site }) => `\nOn loan for ${Math.round(ageMs)} ms:\n${site}`).join('');
}

function warn(error: unknown): void {
  process.emitWarning(`A pooled resource could not be destroyed: ${String(error)}`, 'MemprofWarning');
}

function loadGenericPool(): typeof GenericPool {
  // require, because a constructor cannot wait for import(), and not at the top, because most programs that
  // import memprof/runtime have no pool.
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return require('generic-pool') as typeof GenericPool;
}
