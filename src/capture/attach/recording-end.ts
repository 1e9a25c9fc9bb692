import type { InspectorClient } from '../inspector-client.ts';
import type { Interrupts } from './interrupts.ts';

/** Why a recording is over. */
export type Outcome = 'time' | 'interrupted' | 'abandoned' | 'exited' | 'gone';

/** Waits for a recording to be over, whoever ends it: the clock, the user, or the program. */
export class RecordingEnd {
  readonly #interrupts: Interrupts;
  readonly #gone: Promise<'gone'>;
  readonly #exited: Promise<'exited'>;
  /** To be called when the program is about to exit and has been looked at. */
  exited: () => void = () => undefined;

  constructor(client: InspectorClient, interrupts: Interrupts) {
    this.#interrupts = interrupts;
    this.#gone = new Promise((resolve) => {
      client.onGone = () => resolve('gone');
    });
    this.#exited = new Promise((resolve) => {
      this.exited = () => resolve('exited');
    });
  }

  /** Waits for time to pass, unless the program or the user ends the recording first. */
  async afterMs(milliseconds: number): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const time = new Promise<Outcome>((resolve) => {
      timer = setTimeout(resolve, milliseconds, 'time');
    });
    const interrupted = this.#interrupts.first.then((): Outcome => 'interrupted');
    try {
      return await Promise.race([time, this.#exited, this.#gone, interrupted]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Waits for work, unless the program or the user's patience ends first.
   *
   * @returns `time` when it is done; `late` when it has not been done within `patienceMs`.
   */
  async after(work: Promise<void>, patienceMs = Infinity): Promise<Outcome | 'late'> {
    let timer: NodeJS.Timeout | undefined;
    const outcomes: Promise<Outcome | 'late'>[] = [
      work.then((): Outcome => 'time'),
      this.#gone,
      this.#interrupts.second.then((): Outcome => 'abandoned'),
    ];
    if (patienceMs !== Infinity) {
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(resolve, patienceMs, 'late');
      });
      outcomes.push(late);
    }
    try {
      return await Promise.race(outcomes);
    } finally {
      clearTimeout(timer);
    }
  }
}
