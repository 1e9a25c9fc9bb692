import type { CheckReport } from '../agent/protocol.ts';
import type { Ending } from './launch.ts';
import type { Pause } from './target.ts';

/** Why a program under `memprof check` stands still, or that it is gone. */
export type Stop =
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'report'; readonly report: CheckReport }
  /** It is about to exit. */
  | { readonly kind: 'end' }
  | { readonly kind: 'gone'; readonly ending: Ending };

/** What a pause means for a check; null for one that is none of its own. */
export function stopOf(pause: Pause): Stop | null {
  if (pause.kind !== 'label') return null;
  const { label } = pause;
  if (label === 'end') return { kind: 'end' };
  if (label.startsWith('mark:')) return { kind: 'label', name: label.slice('mark:'.length) };
  if (!label.startsWith('check:')) return null;
  return { kind: 'report', report: JSON.parse(label.slice('check:'.length)) as CheckReport };
}

/** Stops in the order they come, for one who waits for the next. */
export class Stops {
  readonly #come: Stop[] = [];
  #waiting: ((stop: Stop) => void) | null = null;

  add(stop: Stop): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#come.push(stop);
    else waiting(stop);
  }

  /** The next stop; the one that has come already, if any. */
  next(): Promise<Stop> {
    const stop = this.#come.shift();
    if (stop !== undefined) return Promise.resolve(stop);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
