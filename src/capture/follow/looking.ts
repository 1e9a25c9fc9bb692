import type { Look, LookOrder, LookedSnapshot } from '../../agent/protocol/follow.ts';
import { within } from '../patience.ts';
import { orderCall } from './agent-call.ts';
import type { Place } from './place.ts';
import { SnapshotLanes } from './snapshot-lanes.ts';

/** How long a worker or child may take to begin to look at itself, in milliseconds. */
export const PATIENCE_MS = 5000;
/** One that did not answer the last time is not waited for long again. */
const LITTLE_PATIENCE_MS = 250;
/** How long V8 may take for a snapshot once it has begun: this, and more for each MiB of live heap. */
const SNAPSHOT_PATIENCE_MS = 30_000;
const SNAPSHOT_PATIENCE_MS_PER_MIB = 500;

/** What a place has found when it was asked. */
export interface Looked {
  readonly look: Look;
  readonly snapshot: LookedSnapshot;
}

/** Asks workers and children to look at themselves; a few snapshots at a time. */
export class Looking {
  readonly #lanes: SnapshotLanes;

  /** @param snapshotMemoryBytes - Memory all snapshots may use together, or null for what the machine has. */
  constructor(snapshotMemoryBytes: number | null) {
    this.#lanes = new SnapshotLanes(snapshotMemoryBytes);
  }

  /** Figures first, so that they come soon, then the snapshot. @returns null when it does not answer in time. */
  async at(place: Place, stem: string, wantsSnapshot: boolean): Promise<Looked | null> {
    const patienceMs = place.isSilent ? LITTLE_PATIENCE_MS : PATIENCE_MS;
    const look = await ask<Look>(place, 'figures', stem, patienceMs);
    if (look === null) return null;
    place.isSilent = false;
    const snapshot = wantsSnapshot ? await this.#snapshot(place, stem, look) : NOT_WANTED;
    return { look, snapshot };
  }

  async #snapshot(place: Place, stem: string, { memory }: Look): Promise<LookedSnapshot> {
    const { heapUsed } = memory;
    const patienceMs = SNAPSHOT_PATIENCE_MS + (heapUsed / 2 ** 20) * SNAPSHOT_PATIENCE_MS_PER_MIB;
    const taken = await this.#lanes.run(heapUsed, () =>
      ask<LookedSnapshot>(place, 'snapshot', stem, patienceMs),
    );
    if (taken === null) return { snapshot: null, failure: 'it ended or fell silent meanwhile' };
    return 'refused' in taken ? { snapshot: null, failure: taken.refused } : taken;
  }
}

const NOT_WANTED: LookedSnapshot = { snapshot: null, failure: null };

/** @returns null when it does not answer in time, or is gone. */
async function ask<Answer>(
  { thread }: Place,
  part: LookOrder['part'],
  stem: string,
  patienceMs: number,
): Promise<Answer | null> {
  if (thread === null) return null;
  const order: LookOrder = { part, stem, notAfter: Date.now() + patienceMs };
  const text = await within(patienceMs, thread.evaluate(orderCall(order)));
  return typeof text === 'string' && text !== '' ? (JSON.parse(text) as Answer) : null;
}
