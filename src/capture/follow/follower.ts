import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  FollowSettings,
  Look,
  LookOrder,
  LookRecord,
  LookedSnapshot,
} from '../../agent/protocol/follow.ts';
import { byText } from '../../base/order.ts';
import { InspectorClient } from '../inspector-client.ts';
import { PipeTransport } from '../transport.ts';
import { AGENT_FOLDER } from '../launch.ts';
import type { CaptureNote } from '../manifest.ts';
import { ChildServer } from './child-server.ts';
import type { PlaceFigures, PlaceRecord } from './place-record.ts';
import { Place } from './place.ts';
import { SnapshotLanes } from './snapshot-lanes.ts';
import { type WorkerThread, WorkerThreads } from './worker-threads.ts';

/** How long a worker or child may take to begin to look at itself, in milliseconds. */
const PATIENCE_MS = 5000;
/** One that did not answer the last time is not waited for long again. */
const LITTLE_PATIENCE_MS = 250;
/** How long threads that are left may take to take the agent out, in milliseconds. */
const FAREWELL_MS = 2000;
const POLL_MS = 20;

/** Node puts what a thread runs into its arguments right before it runs it. */
const HAS_BEGUN = 'globalThis.process?.argv?.length > 1';
/** How long V8 may take for a snapshot once it has begun: this, and more for each MiB of live heap. */
const SNAPSHOT_PATIENCE_MS = 30_000;
const SNAPSHOT_PATIENCE_MS_PER_MIB = 500;

const RECORD_ENDING = '.look.json';

/** What to follow, and where its files go. */
export interface FollowerOptions {
  readonly settings: Omit<FollowSettings, 'socket'>;
  /** When the program's process was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether threads run already, without the agent: it is put into them, and {@link Follower.leave} takes it out. */
  readonly joins?: boolean;
  /** Told when there is something a reader should know. */
  readonly note: (note: CaptureNote) => void;
}

/** A worker or child that answered at a label. */
export interface SeenPlace extends Pick<PlaceRecord, 'id' | 'name' | 'pid' | 'kind'> {
  readonly figures: PlaceFigures;
}

/** Follows the worker threads and child processes of a program: finds them, asks them at labels, keeps their last figures. */
export class Follower {
  /** What the agent in the program needs to know. */
  readonly settings: FollowSettings;
  readonly #options: FollowerOptions;
  readonly #server: ChildServer | null;
  readonly #places = new Map<string, Place>();
  readonly #lanes: SnapshotLanes;
  /** Number of the next label, or of that being taken. */
  #label = 0;
  #isOver = false;
  #threads: WorkerThreads | null = null;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#lanes = new SnapshotLanes(options.settings.snapshotMemoryBytes);
    this.#server = options.settings.children
      ? new ChildServer((socket) => this.#followChild(new InspectorClient(new PipeTransport(socket, socket))))
      : null;
    this.settings = { ...options.settings, socket: this.#server?.path ?? null };
  }

  /** Follows the worker threads of a process. @param parent - The child process, or null for the main program. */
  async followWorkersOf(client: InspectorClient, parent: Place | null): Promise<void> {
    if (!this.#options.settings.workers) return;
    const prefix = parent === null ? '' : `${parent.id}.`;
    const placeOf = ({ threadId }: WorkerThread): Place =>
      this.#place(`${prefix}worker-${threadId}`, threadId, parent);
    const threads = new WorkerThreads(client, {
      came: (thread) => {
        const place = placeOf(thread);
        place.thread = thread;
        place.script = thread.url.startsWith('file:') ? fileURLToPath(thread.url) : thread.url;
        if (this.#options.joins) place.joining = this.#join(place);
      },
      went: (thread) => this.#went(placeOf(thread)),
    });
    this.#threads = threads;
    await threads.enable();
  }

  /**
   * Takes a label of the program at all places that are there; the program itself has just taken it and stands still.
   *
   * @param stem - What the names of the label's files begin with.
   * @returns The places that answered.
   */
  async take(stem: string, givenName: string, wantsSnapshots: boolean): Promise<SeenPlace[]> {
    await Promise.all([...this.#places.values()].map(({ joining }) => joining));
    this.#collect();
    const places = this.#ownPlaces().filter((place) => place.isReady);
    await Promise.all(
      places.map(async (place) => {
        const taken = await this.#lookAt(place, `${stem}.${place.id}`, wantsSnapshots);
        if (taken !== null) place.seenAt(this.#label, taken.look, taken.snapshot);
        else if (place.thread !== null) this.#silent(place, givenName);
      }),
    );
    const label = this.#label++;
    this.#collect();
    return places.flatMap((place) => {
      const figures = place.figuresAt(label);
      return figures === null
        ? []
        : [{ id: place.id, name: place.name, pid: place.pid, kind: place.kind, figures }];
    });
  }

  /** No label comes any more: who goes now has lived to the end of the program. */
  over(): void {
    this.#isOver = true;
  }

  /** Takes the agent out of threads that were joined. */
  async leave(): Promise<void> {
    this.#isOver = true;
    const left = [...this.#places.values()].map(({ thread }) => thread?.evaluate(agentCall('leave()')));
    await within(FAREWELL_MS, Promise.allSettled(left));
    if (this.#threads !== null) await within(FAREWELL_MS, this.#threads.disable());
  }

  /** Puts the agent into a thread that runs. */
  async #join(place: Place): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const problem = await within(PATIENCE_MS, this.#enter(place, patience));
    if (place.hasJoined || place.thread === null || this.#isOver) return;
    const reason = problem ?? `it did not answer within ${PATIENCE_MS / 1000} s`;
    this.#options.note({ kind: 'warning', text: `${place.name} is not followed: ${reason}` });
  }

  /** @returns Why it was not possible; null when it was, or patience has ended. */
  async #enter(place: Place, patience: AbortSignal): Promise<string | null> {
    const { thread } = place;
    if (thread === null) return null;
    // Before its first line a thread is still being made by Node: nothing may be loaded into it then.
    while ((await thread.evaluate(HAS_BEGUN).catch(() => false)) !== true) {
      if (patience.aborted || place.thread === null) return null;
      await delay(POLL_MS);
    }
    if (patience.aborted || this.#isOver) return null;
    const settings = JSON.stringify(JSON.stringify(this.settings));
    try {
      await thread.evaluate(agentCall(`join(${settings}, ${JSON.stringify(place.id)})`));
      place.hasJoined = true;
      return null;
    } catch (error) {
      return (error as Error).message.split('\n')[0]!;
    }
  }

  /** Lets go of the children that still run. */
  close(): void {
    this.#isOver = true;
    this.#server?.close();
    const own = new Set(this.#ownPlaces());
    for (const place of this.#places.values()) {
      rmSync(path.join(this.settings.folder, `${place.id}.id`), { force: true });
      if (!own.has(place)) this.#removeFilesOf(place);
    }
  }

  #removeFilesOf({ id }: Place): void {
    const { folder } = this.settings;
    for (const name of namesIn(folder)) {
      if (name.startsWith(`${id}.`)) rmSync(path.join(folder, name), { force: true });
    }
  }

  /** All places so far, in order of their ids. */
  records(): PlaceRecord[] {
    this.#collect();
    const { folder } = this.settings;
    return this.#ownPlaces()
      .toSorted((a, b) => byText(a.id, b.id))
      .map((place) => {
        const scripts = `${place.id}.scripts.ndjson`;
        return place.toRecord(existsSync(path.join(folder, scripts)) ? scripts : null);
      });
  }

  /** All but threads that a loader such as tsx has started for itself. */
  #ownPlaces(): Place[] {
    const { loaderFolders } = this.settings;
    return [...this.#places.values()].filter(
      ({ script }) => !loaderFolders.some((folder) => script.startsWith(folder)),
    );
  }

  #followChild(client: InspectorClient): void {
    client.on<{ place: string }>('memprof.ready', ({ place: id }) => {
      const place = this.#place(id, null, null);
      place.thread = { evaluate: (expression) => evaluate(client, expression) };
      client.onGone = () => this.#went(place);
      this.followWorkersOf(client, place).catch(() => undefined);
    });
  }

  #place(id: string, threadId: number | null, parent: Place | null): Place {
    const known = this.#places.get(id);
    if (known) return known;
    const place = new Place(id, this.#label, this.#options.startedAt, { threadId, parent });
    this.#places.set(id, place);
    return place;
  }

  #went(place: Place): void {
    this.#collect();
    if (this.#isOver) place.thread = null;
    else place.goneBefore(this.#label);
  }

  #silent(place: Place, givenName: string): void {
    place.silentAt.push(this.#label);
    // Said once; the tables say it at each label.
    if (place.isSilent) return;
    place.isSilent = true;
    const seconds = PATIENCE_MS / 1000;
    this.#options.note({
      kind: 'warning',
      text: `${place.name} did not answer within ${seconds} s at "${givenName}"; the tables have its last figures before`,
    });
  }

  async #lookAt(
    place: Place,
    stem: string,
    wantsSnapshots: boolean,
  ): Promise<{ look: Look; snapshot: LookedSnapshot } | null> {
    const look = await this.#ask<Look>(
      place,
      'figures',
      stem,
      place.isSilent ? LITTLE_PATIENCE_MS : PATIENCE_MS,
    );
    if (look === null) return null;
    place.isSilent = false;
    if (!wantsSnapshots) return { look, snapshot: { snapshot: null, failure: null } };
    const { heapUsed } = look.memory;
    const patienceMs = SNAPSHOT_PATIENCE_MS + (heapUsed / 2 ** 20) * SNAPSHOT_PATIENCE_MS_PER_MIB;
    const taken = await this.#lanes.run(heapUsed, () =>
      this.#ask<LookedSnapshot>(place, 'snapshot', stem, patienceMs),
    );
    if (taken === null)
      return { look, snapshot: { snapshot: null, failure: 'it ended or fell silent meanwhile' } };
    if ('refused' in taken) return { look, snapshot: { snapshot: null, failure: taken.refused } };
    return { look, snapshot: taken };
  }

  /** @returns null when it does not answer in time, or is gone. */
  async #ask<Answer>(
    { thread }: Place,
    part: LookOrder['part'],
    stem: string,
    patienceMs: number,
  ): Promise<Answer | null> {
    if (thread === null) return null;
    const order: LookOrder = { part, stem, notAfter: Date.now() + patienceMs };
    const text = await within(patienceMs, thread.evaluate(callOf(order)));
    return typeof text === 'string' && text !== '' ? (JSON.parse(text) as Answer) : null;
  }

  /** Takes in what workers and children have taken down by themselves. */
  #collect(): void {
    const { folder } = this.settings;
    const records: LookRecord[] = [];
    for (const name of namesIn(folder)) {
      if (!name.endsWith(RECORD_ENDING)) continue;
      const file = path.join(folder, name);
      records.push(JSON.parse(readFileSync(file, 'utf8')) as LookRecord);
      rmSync(file, { force: true });
    }
    for (const record of records.toSorted((a, b) => a.sequence - b.sequence)) {
      this.#placeOfRecord(record.place).add(record);
    }
  }

  #placeOfRecord(id: string): Place {
    const [, childId, threadId] = /^(?:(child-[^.]+)(?:\.|$))?(?:worker-(\d+))?$/.exec(id) ?? [];
    const parent = childId !== undefined && threadId !== undefined ? this.#place(childId, null, null) : null;
    return this.#place(id, threadId === undefined ? null : Number(threadId), parent);
  }
}

/** None when somebody has removed the folder: the recording goes on without. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

async function evaluate(client: InspectorClient, expression: string): Promise<unknown> {
  const reply = await client.send<{ result: { value?: unknown }; exceptionDetails?: unknown }>(
    'Runtime.evaluate',
    {
      expression,
      returnByValue: true,
    },
  );
  return reply.exceptionDetails === undefined ? reply.result.value : undefined;
}

/** Has the agent in the thread carry out an order. */
function callOf(order: LookOrder): string {
  return agentCall(`answer(${JSON.stringify(JSON.stringify(order))})`);
}

/** Calls the agent in the thread; it is there since the thread started, or is loaded now. */
function agentCall(method: string): string {
  const file = JSON.stringify(`${AGENT_FOLDER}follow/look.cjs`);
  const call = `process.getBuiltinModule('node:module').createRequire(${file})(${file}).${method}`;
  // What the call itself allocates is the agent's, not the program's.
  return `${call}\n//# sourceURL=${pathToFileURL(`${AGENT_FOLDER}follow/order.js`).href}`;
}

/** @returns null when the promise rejects, or takes longer. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null);
  });
  try {
    return await Promise.race([promise.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}
