import { MemprofError } from '../base/errors.ts';
import { byLargest } from '../base/order.ts';
import { positiveInteger } from './bounds.ts';

/** Bytes one component holds of a budget. */
export interface Reservation {
  readonly component: string;
  /** 0 after `release()`. */
  readonly bytes: number;
  /** Makes the reservation larger or smaller. Throws as `reserve` does, and after `release()`; then nothing changed. */
  resize(bytes: number): void;
  /** Gives the bytes back; calling it again does nothing. */
  release(): void;
  [Symbol.dispose](): void;
}

/** What a component holds. */
export interface Holding {
  readonly component: string;
  readonly bytes: number;
}

/**
 * A limit in bytes that components reserve from before they take memory. What it counts is what they say.
 *
 * A scope is a budget within a budget: what is reserved from it counts there and in all it stands in.
 */
export class MemoryBudget {
  readonly name: string;
  readonly maxBytes: number;
  readonly #parent: MemoryBudget | undefined;
  readonly #held = new Map<string, number>();
  #reserved = 0;
  #isClosed = false;

  /** Throws a `RangeError` when `maxBytes` is not a whole number from 1. */
  constructor(maxBytes: number, name = 'budget', parent?: MemoryBudget) {
    this.maxBytes = positiveInteger(maxBytes, 'maxBytes');
    this.name = name;
    this.#parent = parent;
  }

  /** Bytes reserved at this moment. */
  get reservedBytes(): number {
    return this.#reserved;
  }

  /** Bytes that could be reserved, considering every budget this one stands in. */
  get availableBytes(): number {
    return Math.min(this.maxBytes - this.#reserved, this.#parent?.availableBytes ?? Infinity);
  }

  /** Who holds what, the largest first; a scope's holdings are under `<scope>/<component>`. */
  holdings(): Holding[] {
    return [...this.#held]
      .map(([component, bytes]) => ({ component, bytes }))
      .toSorted(
        byLargest(
          (holding) => holding.bytes,
          (holding) => holding.component,
        ),
      );
  }

  /**
   * Takes `bytes` (a whole number from 1) for `component`, which may hold several reservations.
   *
   * @throws MemprofError `BAD_USAGE` when there are not as many left, here or in an outer budget; the message says
   * who holds what. Nothing is taken then.
   */
  reserve(component: string, bytes: number): Reservation {
    this.#take(component, positiveInteger(bytes, 'bytes'));
    let held = bytes;
    const bytesHeld = () => (this.#isClosed ? 0 : held);
    const release = () => {
      if (bytesHeld() > 0) this.#take(component, -held);
      held = 0;
    };
    return {
      component,
      get bytes() {
        return bytesHeld();
      },
      resize: (to) => {
        if (bytesHeld() === 0)
          throw new MemprofError('BAD_USAGE', `This reservation of '${component}' is released.`);
        this.#take(component, positiveInteger(to, 'bytes') - held);
        held = to;
      },
      release,
      [Symbol.dispose]: release,
    };
  }

  /** `reserve` for when over-commitment is expected: undefined instead of an error. */
  tryReserve(component: string, bytes: number): Reservation | undefined {
    return positiveInteger(bytes, 'bytes') <= this.availableBytes
      ? this.reserve(component, bytes)
      : undefined;
  }

  /** A budget within this one. Its bytes count here when they are reserved, not before. */
  scope(name: string, maxBytes: number): MemoryBudget {
    return new MemoryBudget(maxBytes, name, this);
  }

  /** Gives back everything reserved from it, and refuses what comes after. Meant for scopes. */
  close(): void {
    if (this.#isClosed) return;
    for (const { component, bytes } of this.holdings()) this.#take(component, -bytes);
    this.#isClosed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #take(component: string, bytes: number): void {
    if (this.#isClosed) throw new MemprofError('BAD_USAGE', `Budget '${this.name}' is closed.`);
    if (bytes > this.maxBytes - this.#reserved) throw this.#overCommitted(component, bytes);
    // The outer one first: it may refuse, and then nothing has changed here.
    if (this.#parent !== undefined) this.#parent.#take(`${this.name}/${component}`, bytes);
    this.#reserved += bytes;
    const held = (this.#held.get(component) ?? 0) + bytes;
    if (held === 0) this.#held.delete(component);
    else this.#held.set(component, held);
  }

  #overCommitted(component: string, bytes: number): MemprofError {
    const holders = this.holdings().map((holding) => `${holding.component} ${holding.bytes}`);
    const available = this.maxBytes - this.#reserved;
    return new MemprofError(
      'BAD_USAGE',
      `'${component}' asks for ${bytes} bytes of budget '${this.name}', which has ${available} of ${this.maxBytes} left. ` +
        `Holding: ${holders.join(', ') || 'nobody'}.`,
    );
  }
}
