import { setTimeout as delay } from 'node:timers/promises';
import { MemprofError } from '../../base/errors.ts';
import { joinCall, mainThreadOf } from '../follow/agent-call.ts';
import type { Follower } from '../follow/follower.ts';
import type { CaptureNote } from '../manifest.ts';
import { inTime } from '../patience.ts';
import { type Descendant, descendantsOf } from './descendants.ts';
import { Entrance, PATIENCE_MS } from './entrance.ts';
import { commandOf, isRunning, linkOf } from './proc-files.ts';

/** How often to look for new ones, in milliseconds. */
const INTERVAL_MS = 500;
/** A process is a copy of its parent until it runs its own program, and must not be signalled before. */
const LEAST_AGE_MS = 500;
/** One that is not ready for the inspector yet is asked again until it is so old. */
const YOUNG_MS = 3000;
const POLL_MS = 10;
/** A program may have started hundreds. */
const MOST_NAMED = 5;

/** Finds the Node processes below a running program, and has each come to the recording. */
export class RunningChildren {
  readonly #pid: number;
  readonly #mayOpen: boolean;
  readonly #follower: Follower;
  /** What has been looked at, with the program it ran then: a shell may become Node. */
  readonly #seen = new Map<number, string | null>();
  readonly #strangers: string[] = [];
  /** For each process that did not let us in, the reason. */
  readonly #refusals = new Map<number, string>();
  #finding: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  /** @param mayOpen - Whether an inspector that is closed may be opened, for as long as it takes to come in. */
  constructor(pid: number, mayOpen: boolean, follower: Follower) {
    this.#pid = pid;
    this.#mayOpen = mayOpen;
    this.#follower = follower;
  }

  /** Has those come that are there, and from then on those that are started. */
  async begin(): Promise<void> {
    await this.find();
    if (descendantsOf(this.#pid).some(isTooYoung)) {
      await delay(LEAST_AGE_MS);
      await this.find();
    }
    this.#timer = setInterval(() => void this.find(), INTERVAL_MS);
  }

  /** Has those come that are new; one search at a time. */
  find(): Promise<void> {
    this.#finding ??= this.#find().finally(() => {
      this.#finding = null;
    });
    return this.#finding;
  }

  /** Looks for no more. @returns What a reader should know. */
  async end(): Promise<CaptureNote[]> {
    this.#isOver = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#finding;
    const warnings = named([...this.#refusals.values()]).map((text): CaptureNote => ({
      kind: 'warning',
      text,
    }));
    if (this.#strangers.length === 0) return warnings;
    const text = `Not followed, as they are not Node.js: ${named(this.#strangers).join(', ')}`;
    return [...warnings, { kind: 'note', text }];
  }

  async #find(): Promise<void> {
    // One after the other: most would open their inspector at the same port.
    for (const child of descendantsOf(this.#pid)) {
      if (this.#isOver) return;
      if (!isTooYoung(child)) await this.#meet(child);
    }
  }

  async #meet({ pid, ageMs }: Descendant): Promise<void> {
    const program = linkOf(pid, 'exe');
    if (this.#seen.has(pid) && this.#seen.get(pid) === program) return;
    this.#seen.set(pid, program);
    try {
      await this.#invite(pid);
      this.#refusals.delete(pid);
    } catch (error) {
      if (!(error instanceof MemprofError)) throw error;
      const { code, message } = error;
      if (code === 'NOT_FOUND' || !isRunning(pid)) return;
      if (code === 'UNSUPPORTED') {
        this.#strangers.push(`${commandOf(pid)} (process ${pid})`);
        return;
      }
      this.#refusals.set(pid, `Not followed: ${message.split('\n')[0]}`);
      if (code === 'INSPECTOR_REFUSED' && ageMs < YOUNG_MS) this.#seen.delete(pid);
    }
  }

  /** Goes in by the inspector, leaves the agent there, and goes out: the agent connects by itself. */
  async #invite(pid: number): Promise<void> {
    const entrance = await Entrance.open({ kind: 'process', pid }, this.#mayOpen);
    try {
      if (entrance.facts.pid !== pid) throw inContainer(pid);
      const joining = mainThreadOf(entrance.client).evaluate(
        joinCall(this.#follower.settings, null, this.#follower.hasLabels),
      );
      const id = String(await inTime(PATIENCE_MS, joining, entrance.busy));
      const deadline = performance.now() + PATIENCE_MS;
      while (!this.#follower.has(id) && performance.now() < deadline) await delay(POLL_MS);
    } catch (error) {
      if (error instanceof MemprofError) throw error;
      throw new MemprofError('TARGET_FAILED', `process ${pid} (${commandOf(pid)}): ${String(error)}`);
    } finally {
      await entrance.close();
    }
    // Before that the next one cannot have the port.
    if (!entrance.wasOpen) await entrance.stillOpen();
  }
}

function isTooYoung({ ageMs }: Descendant): boolean {
  return ageMs < LEAST_AGE_MS;
}

function inContainer(pid: number): MemprofError {
  return new MemprofError('INSPECTOR_REFUSED', `Process ${pid} is in a container with processes of its own.`);
}

function named(all: readonly string[]): string[] {
  if (all.length <= MOST_NAMED) return [...all];
  return [...all.slice(0, MOST_NAMED), `and ${all.length - MOST_NAMED} more`];
}
