import type { ChildProcess } from 'node:child_process';

/** How long the target may take to tell that a signal has reached it by itself, in milliseconds. */
const GRACE_MS = 200;

/**
 * Sees to it that a signal for memprof reaches the target once.
 *
 * A terminal's Ctrl-C, `timeout` and `kill -- -group` signal both processes; `kill <memprof>` only one. The
 * agent tells which signals came, so what it did not see within a moment is passed on.
 */
export class SignalRelay {
  readonly #child: ChildProcess;
  readonly #seenAt = new Map<string, number>();
  readonly #handlers = new Map<NodeJS.Signals, () => void>();

  constructor(child: ChildProcess, signals: readonly NodeJS.Signals[]) {
    this.#child = child;
    for (const signal of signals) {
      const handler = (): void => this.#relay(signal);
      this.#handlers.set(signal, handler);
      process.on(signal, handler);
    }
  }

  /** To be told when the agent saw a signal. */
  seen(signal: string): void {
    this.#seenAt.set(signal, performance.now());
  }

  close(): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }

  #relay(signal: NodeJS.Signals): void {
    const cameAt = performance.now();
    const passOn = (): void => {
      const seenAt = this.#seenAt.get(signal) ?? -Infinity;
      if (seenAt < cameAt - GRACE_MS) this.#child.kill(signal);
    };
    setTimeout(passOn, GRACE_MS);
  }
}
