import { fileURLToPath } from 'node:url';
import type { FollowSettings } from '../../agent/protocol/follow.ts';
import type { MemoryBeside } from '../../base/sum-memory.ts';
import { InspectorClient } from '../inspector-client.ts';
import type { CaptureNote } from '../manifest.ts';
import { within } from '../patience.ts';
import { PipeTransport } from '../transport.ts';
import { LEAVE_CALL, mainThreadOf } from './agent-call.ts';
import { ChildServer } from './child-server.ts';
import { joinThread } from './join-thread.ts';
import { Looking, PATIENCE_MS } from './looking.ts';
import { MemoryBesides } from './memory-beside.ts';
import type { PlaceFigures, PlaceRecord } from './place-record.ts';
import type { Place } from './place.ts';
import { Places } from './places.ts';
import { type WorkerThread, WorkerThreads } from './worker-threads.ts';

/** How long places that are left may take to take the agent out, in milliseconds. */
const FAREWELL_MS = 2000;

/** What to follow, and where its files go. */
export interface FollowerOptions {
  readonly settings: Omit<FollowSettings, 'socket' | 'parentPid'>;
  /** When the program's process was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether places run already, without the agent: it is put into them, and {@link Follower.leave} takes it out. */
  readonly joins?: boolean;
  /** Told when there is something a reader should know. */
  readonly note: (note: CaptureNote) => void;
}

/** A worker or child that answered at a label. */
export interface SeenPlace extends Pick<PlaceRecord, 'id' | 'name' | 'pid' | 'kind'> {
  readonly figures: PlaceFigures;
}

/** Follows the worker threads and child processes of a program, and asks them at its labels. */
export class Follower {
  /** What the agent in the program needs to know. */
  readonly settings: FollowSettings;
  readonly #options: FollowerOptions;
  readonly #server: ChildServer | null;
  readonly #places: Places;
  readonly #looking: Looking;
  readonly #besides = new MemoryBesides();
  readonly #threads: WorkerThreads[] = [];

  constructor(options: FollowerOptions) {
    const { settings, startedAt } = options;
    this.#options = options;
    this.#places = new Places({ ...settings, startedAt });
    this.#looking = new Looking(settings.snapshotMemoryBytes);
    this.#server = settings.children
      ? new ChildServer((socket) => this.#followChild(new InspectorClient(new PipeTransport(socket, socket))))
      : null;
    this.settings = { ...settings, parentPid: process.pid, socket: this.#server?.path ?? null };
  }

  /** Whether labels have been taken: what is found from now on came during the recording. */
  get hasLabels(): boolean {
    return this.#places.label > 0;
  }

  /** Whether a place can be asked. */
  has(id: string): boolean {
    return this.#places.get(id)?.isReady === true;
  }

  /** Follows the worker threads of a process. @param parent - The child process, or null for the main program. */
  async followWorkersOf(client: InspectorClient, parent: Place | null): Promise<void> {
    if (!this.settings.workers) return;
    const prefix = parent === null ? '' : `${parent.id}.`;
    const placeOf = ({ threadId }: WorkerThread): Place =>
      this.#places.of(`${prefix}worker-${threadId}`, threadId, parent);
    const threads = new WorkerThreads(client, {
      came: (thread) => {
        const place = placeOf(thread);
        place.thread = thread;
        place.script = thread.url.startsWith('file:') ? fileURLToPath(thread.url) : thread.url;
        if (this.#options.joins) place.joining = this.#join(place);
      },
      went: (thread) => this.#places.went(placeOf(thread)),
    });
    this.#threads.push(threads);
    await threads.enable();
  }

  /**
   * Takes a label of the program at all places that are there; the program itself has just taken it and stands still.
   *
   * @param stem - What the names of the label's files begin with.
   * @returns The places that answered.
   */
  async take(stem: string, givenName: string, wantsSnapshots: boolean): Promise<SeenPlace[]> {
    await Promise.all(this.#places.all().map(({ joining }) => joining));
    this.#places.collect();
    const places = this.#places.own().filter((place) => place.isReady);
    await Promise.all(
      places.map(async (place) => {
        const taken = await this.#looking.at(place, `${stem}.${place.id}`, wantsSnapshots);
        if (taken !== null) place.seenAt(this.#places.label, taken.look, taken.snapshot);
        else if (place.thread !== null) this.#silent(place, givenName);
      }),
    );
    const label = this.#places.label++;
    this.#places.collect();
    return places.flatMap((place) => {
      const { id, name, pid, kind } = place;
      const figures = place.figuresAt(label);
      return figures === null ? [] : [{ id, name, pid, kind, figures }];
    });
  }

  /** What memory workers and children take beside the program, as they told last; asks them for the next time. */
  memoryBeside(): MemoryBeside[] {
    this.#places.collect();
    return this.#besides.of(this.#places.own().filter(({ isReady }) => isReady));
  }

  /** No label comes any more: who goes now has lived to the end of the program. */
  over(): void {
    this.#places.isOver = true;
  }

  /** Takes the agent out of places that were joined; workers first, as they are reached by the others. */
  async leave(): Promise<void> {
    this.over();
    const farewells = (kind: PlaceRecord['kind']): Promise<unknown> => {
      const left = this.#places.all().filter((place) => place.kind === kind && place.hasJoined);
      return allWithin(left.map(async ({ thread }) => thread?.evaluate(LEAVE_CALL)));
    };
    await farewells('worker');
    await allWithin(this.#threads.map((threads) => threads.disable()));
    await farewells('child');
  }

  /** Lets go of the children that still run. */
  close(): void {
    this.over();
    this.#server?.close();
    this.#places.tidy();
  }

  /** All places so far, in order of their ids. */
  records(): PlaceRecord[] {
    return this.#places.records();
  }

  async #join(place: Place): Promise<void> {
    const problem = await joinThread(place, this.settings, this.hasLabels);
    if (problem === null || this.#places.isOver) return;
    this.#options.note({ kind: 'warning', text: `${place.name} is not followed: ${problem}` });
  }

  #followChild(client: InspectorClient): void {
    client.on<{ place: string }>('memprof.ready', ({ place: id }) => {
      const place = this.#places.of(id, null, null);
      place.thread = mainThreadOf(client);
      place.hasJoined = this.#options.joins === true;
      client.onGone = () => this.#places.went(place);
      this.followWorkersOf(client, place).catch(() => undefined);
    });
  }

  #silent(place: Place, givenName: string): void {
    place.silentAt.push(this.#places.label);
    // Said once; the tables say it at each label.
    if (place.isSilent) return;
    place.isSilent = true;
    const seconds = PATIENCE_MS / 1000;
    this.#options.note({
      kind: 'warning',
      text: `${place.name} did not answer within ${seconds} s at "${givenName}"; the tables have its last figures before`,
    });
  }
}

function allWithin(work: readonly Promise<unknown>[]): Promise<unknown> {
  return within(FAREWELL_MS, Promise.allSettled(work));
}
