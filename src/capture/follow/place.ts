import path from 'node:path';
import type { Look, LookRecord, LookedSnapshot } from '../../agent/protocol/follow.ts';
import { type MemoryFigures, numberSeries, toMemoryFigures } from '../labels.ts';
import type { PlaceEnd, PlaceFigures, PlaceMark, PlaceRecord } from './place-record.ts';
import type { Evaluates } from './worker-threads.ts';

/** A worker or child while the recording goes on. */
export class Place {
  readonly id: string;
  readonly kind: PlaceRecord['kind'];
  readonly threadId: number | null;
  /** How it is asked; null before it has connected, and once it has gone. */
  thread: Evaluates | null = null;
  script = '';
  pid: number | null = null;
  /** Settles when the agent has been put into it while it ran; null when the agent was there from its start. */
  joining: Promise<void> | null = null;
  /** Whether that succeeded. */
  hasJoined = false;
  /** What it told last, or null when it has told nothing yet. */
  memory: MemoryFigures | null = null;
  /** It did not answer when it was last asked. */
  isSilent = false;
  readonly silentAt: number[] = [];
  readonly #parent: Place | null;
  readonly #startedAt: number;
  readonly #firstLabel: number;
  readonly #labels = new Map<number, PlaceFigures>();
  readonly #marks: PlaceMark[] = [];
  #start: PlaceFigures | null = null;
  #end: PlaceEnd | null = null;
  #goneAtLabel: number | null = null;

  /**
   * @param firstLabel - Number of the next label.
   * @param startedAt - When the program's process started, in milliseconds since the epoch.
   */
  constructor(
    id: string,
    firstLabel: number,
    startedAt: number,
    { threadId, parent }: { readonly threadId: number | null; readonly parent: Place | null },
  ) {
    this.id = id;
    this.kind = threadId === null ? 'child' : 'worker';
    this.threadId = threadId;
    this.#parent = parent;
    this.#firstLabel = firstLabel;
    this.#startedAt = startedAt;
  }

  /** For people. */
  get name(): string {
    const script = this.script === '' ? '' : ` (${path.basename(this.script)})`;
    const own = this.threadId === null ? `child ${this.pid ?? '?'}` : `worker ${this.threadId}`;
    return `${this.#parent === null ? '' : `${this.#parent.name} › `}${own}${script}`;
  }

  /** The agent in it can be asked: it has taken down its start, or was joined later. */
  get isReady(): boolean {
    return (this.#start !== null || this.hasJoined) && this.thread !== null;
  }

  /** What was seen at a label; null when it did not answer. */
  figuresAt(label: number): PlaceFigures | null {
    return this.#labels.get(label) ?? null;
  }

  /** Books what was seen at a label. */
  seenAt(label: number, look: Look, { snapshot, failure }: LookedSnapshot): void {
    this.pid ??= look.pid;
    if (this.script === '') this.script = look.script;
    this.#labels.set(label, this.#figures(look, snapshot, failure));
  }

  /** Books what it took down by itself. */
  add(record: LookRecord): void {
    const figures = this.#figures(record, record.snapshot, record.failure);
    this.pid = record.pid;
    if (this.script === '') this.script = record.script;
    if (record.kind === 'start') this.#start = figures;
    else if (record.kind === 'mark')
      this.#marks.push({ ...figures, givenName: record.name, name: record.name });
    else this.#end = { kind: 'exit', figures };
  }

  /** @param nextLabel - Number of the first label it is no part of. */
  goneBefore(nextLabel: number): void {
    this.thread = null;
    this.#goneAtLabel ??= this.#labels.has(nextLabel) ? nextLabel + 1 : nextLabel;
    this.#end ??= { kind: 'terminated', figures: null };
  }

  toRecord(scripts: string | null): PlaceRecord {
    return {
      id: this.id,
      name: this.name,
      kind: this.kind,
      pid: this.pid,
      threadId: this.threadId,
      script: this.script,
      start: this.#start,
      firstLabel: this.#firstLabel,
      goneAtLabel: this.#goneAtLabel,
      labels: [...this.#labels].map(([label, figures]) => ({ label, figures })),
      silentAt: this.silentAt,
      marks: numberSeries(this.#marks),
      end: this.#end,
      scripts,
    };
  }

  #figures({ memory, at, profile }: Look, snapshot: string | null, skipped: string | null): PlaceFigures {
    const elapsedMs = Math.max(0, Math.round(at - this.#startedAt));
    this.memory = toMemoryFigures(memory);
    return { memory: this.memory, elapsedMs, snapshot, profile, skipped };
  }
}
