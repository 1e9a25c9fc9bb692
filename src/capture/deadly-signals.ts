import type { LabelQueue } from './label-queue.ts';
import type { Target } from './target.ts';

/** Signals that people and process managers send, and that end a program which does not handle them. */
export const DEADLY_SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
] as const satisfies readonly NodeJS.Signals[];

/** How long a busy target may take to say whether it handles a signal itself. */
const PATIENCE_MS = 2000;

/** Lets the `end` label be taken before a signal does to the target what it would have done. */
export class DeadlySignals {
  readonly #target: Target;
  readonly #queue: LabelQueue;
  readonly #takeEnd: () => Promise<void>;
  readonly #warn: (text: string) => void;
  #isDying = false;

  constructor(
    target: Target,
    queue: LabelQueue,
    does: { readonly takeEnd: () => Promise<void>; readonly warn: (text: string) => void },
  ) {
    this.#target = target;
    this.#queue = queue;
    this.#takeEnd = does.takeEnd;
    this.#warn = does.warn;
  }

  /** The target got this signal, and stands before it. */
  async came(signal: NodeJS.Signals): Promise<void> {
    if (this.#isDying) {
      // The second time people mean it.
      this.#target.kill(signal);
      return;
    }
    const isHandled = await Promise.race([
      this.#target.handles(signal).catch(() => false),
      new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref()),
    ]);
    if (isHandled === true) return;
    this.#isDying = true;
    if (isHandled === null) {
      this.#warn(`The program was too busy for an "end" label when ${signal} came.`);
      this.#target.kill(signal);
      return;
    }
    this.#queue.add(this.#takeEnd);
    this.#queue.addWithAnalysis(async () => this.#target.kill(signal));
  }
}
