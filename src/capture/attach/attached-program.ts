import { setTimeout as sleep } from 'node:timers/promises';
import type { InspectorClient } from '../inspector-client.ts';
import { inTime } from '../patience.ts';
import { Target } from '../target.ts';
import { parseAddress } from './address.ts';
import { Entrance, PATIENCE_MS } from './entrance.ts';
import { enterGuest } from './guest.ts';
import type { ProgramFacts } from './program-facts.ts';

const FAREWELL_MS = 2000;
/** The program leaves by itself when it has not heard of us for five times as long. */
const GREETING_MS = 1000;

/** How to enter a program. */
export interface EnterOptions {
  /** Whether the inspector of a process may be opened when it is closed. */
  readonly mayOpen: boolean;
  /** Whether to free the port at which it was opened, so that its children can open theirs. */
  readonly freesPort?: boolean;
}

/** A running program whose inspector we are connected to. It must be left, or its inspector stays open. */
export class AttachedProgram {
  readonly client: InspectorClient;
  readonly target: Target;
  readonly facts: ProgramFacts;
  /** Its process id here; null when it is on another machine. */
  readonly pid: number | null;
  readonly #entrance: Entrance;
  #greeting: NodeJS.Timeout | null = null;

  private constructor(entrance: Entrance) {
    this.client = entrance.client;
    this.target = new Target(entrance.client, entrance.wasOpen);
    this.facts = entrance.facts;
    this.pid = entrance.pid;
    this.#entrance = entrance;
  }

  /**
   * Connects to a running program.
   *
   * @param address - A process id, `ws://…`, or `host:port`.
   * @throws MemprofError with one line on why it is not possible; then nothing is left behind.
   */
  static async open(address: string, { mayOpen, freesPort }: EnterOptions): Promise<AttachedProgram> {
    const opened = await Entrance.open(parseAddress(address), mayOpen);
    const entrance = freesPort ? await opened.move() : opened;
    const program = new AttachedProgram(entrance);
    try {
      await inTime(PATIENCE_MS, program.#enter(), entrance.busy);
      return program;
    } catch (error) {
      await entrance.close();
      throw error;
    }
  }

  /** `process 4711`, or the address that was given. */
  get where(): string {
    return this.#entrance.where;
  }

  /**
   * Takes back what was done to the program.
   *
   * @param closes - Whether to close its inspector: by default if it was closed before.
   * @returns A sentence when the inspector could not be closed; else null.
   */
  async leave(closes: boolean = !this.#entrance.wasOpen): Promise<string | null> {
    if (this.#greeting !== null) clearInterval(this.#greeting);
    const farewell = this.target.call('leave', closes).catch(() => undefined);
    await Promise.race([farewell, sleep(FAREWELL_MS, undefined, { ref: false })]);
    await this.#entrance.disconnect();
    return closes ? this.#entrance.stillOpen() : null;
  }

  /** Puts in what is called in the program, and begins to hear of its scripts. */
  async #enter(): Promise<void> {
    await enterGuest(this.target, this.where);
    if (!this.#entrance.wasOpen) await this.#greet();
    // Without a limit V8 keeps the source of every script that was collected: code made in a loop would seem to leak.
    await this.client.send('Debugger.enable', { maxScriptsCacheSize: 0 });
    await this.client.send('HeapProfiler.enable');
  }

  /** Lets the program know that we are there: if we are killed it closes its inspector itself. */
  async #greet(): Promise<void> {
    // In a container of its own it cannot see us.
    const seesUs = this.pid === this.facts.pid;
    await this.target.call('watchParent', seesUs ? process.pid : null);
    let isGreeting = false;
    this.#greeting = setInterval(() => {
      if (isGreeting) return;
      isGreeting = true;
      const greeted = (): void => void (isGreeting = false);
      this.target.call('greet').then(greeted, greeted);
    }, GREETING_MS);
    this.#greeting.unref();
  }
}
