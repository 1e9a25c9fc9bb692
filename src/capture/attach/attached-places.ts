import { Follower, type FollowerOptions } from '../follow/follower.ts';
import type { CaptureNote, Followed } from '../manifest.ts';
import { within } from '../patience.ts';
import type { AttachedProgram } from './attached-program.ts';
import { RunningChildren } from './running-children.ts';

/** A label waits so long for children that have just been found, in milliseconds. */
const PATIENCE_MS = 1000;

/** Whom to follow, and how. */
export interface AttachedPlacesOptions {
  readonly followed: readonly Followed[];
  readonly settings: Omit<FollowerOptions['settings'], Followed>;
  /** Whether inspectors of children may be opened. */
  readonly mayOpen: boolean;
  readonly note: (note: CaptureNote) => void;
}

/** The worker threads and child processes of a program that runs already. */
export class AttachedPlaces {
  readonly follower: Follower;
  readonly #children: RunningChildren | null;
  readonly #note: (note: CaptureNote) => void;

  private constructor(
    follower: Follower,
    children: RunningChildren | null,
    note: (note: CaptureNote) => void,
  ) {
    this.follower = follower;
    this.#children = children;
    this.#note = note;
  }

  /** Begins to follow them; returns when those that are there have come, or have not let us in. */
  static async begin(program: AttachedProgram, options: AttachedPlacesOptions): Promise<AttachedPlaces> {
    const { followed, settings, mayOpen, note } = options;
    const { client, target, pid } = program;
    const { elapsedMs } = await target.memoryUsage();
    const follower = new Follower({
      settings: {
        ...settings,
        workers: followed.includes('workers'),
        children: followed.includes('children'),
      },
      startedAt: Date.now() - elapsedMs,
      joins: true,
      note,
    });
    const children =
      follower.settings.children && pid !== null ? new RunningChildren(pid, mayOpen, follower) : null;
    await follower.followWorkersOf(client, null);
    await children?.begin();
    return new AttachedPlaces(follower, children, note);
  }

  /** Takes a label of the program everywhere. @param stem - What the names of its files begin with. */
  async take(stem: string, givenName: string, wantsSnapshots: boolean): Promise<void> {
    if (this.#children !== null) await within(PATIENCE_MS, this.#children.find());
    await this.follower.take(stem, givenName, wantsSnapshots);
  }

  /** Lets go of all of them; they are as they were. */
  async leave(): Promise<void> {
    for (const note of (await this.#children?.end()) ?? []) this.#note(note);
    await this.follower.leave();
    this.follower.close();
  }
}
