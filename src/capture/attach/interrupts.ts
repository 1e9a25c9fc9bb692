const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];

/** Signals for memprof while it is attached: the first asks for an end, the second wants it at once. */
export class Interrupts {
  readonly first: Promise<NodeJS.Signals>;
  readonly second: Promise<void>;
  #signal: NodeJS.Signals | null = null;
  readonly #handler: (signal: NodeJS.Signals) => void;

  constructor() {
    let resolveFirst: (signal: NodeJS.Signals) => void = () => undefined;
    let resolveSecond: () => void = () => undefined;
    this.first = new Promise((resolve) => {
      resolveFirst = resolve;
    });
    this.second = new Promise((resolve) => {
      resolveSecond = resolve;
    });
    this.#handler = (signal) => {
      if (this.#signal !== null) resolveSecond();
      this.#signal = signal;
      resolveFirst(signal);
    };
    for (const signal of SIGNALS) process.on(signal, this.#handler);
  }

  /** The signal that came, if one did. */
  get signal(): NodeJS.Signals | null {
    return this.#signal;
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#handler);
  }
}
