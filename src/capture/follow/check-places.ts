import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FollowSettings } from '../../agent/protocol/follow.ts';
import type { InspectorClient } from '../inspector-client.ts';
import type { Followed } from '../manifest.ts';
import type { ScriptRecord } from '../script-record.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { Follower, type SeenPlace } from './follower.ts';

/** The worker threads and child processes of a program under `memprof check`; their files are temporary. */
export class CheckPlaces {
  readonly follower: Follower;
  readonly #folder = makeTemporaryFolder('memprof-check-', 'Snapshots of workers and children');
  #looks = 0;

  constructor(
    followed: readonly Followed[],
    settings: Pick<FollowSettings, 'keepInlining' | 'loaderFolders' | 'tracksAllocations'>,
  ) {
    this.follower = new Follower({
      settings: {
        folder: this.#folder,
        workers: followed.includes('workers'),
        children: followed.includes('children'),
        snapshots: false,
        snapshotMemoryBytes: null,
        samplingIntervalBytes: null,
        ...settings,
      },
      startedAt: Date.now(),
      // One that does not answer counts as it was; the rounds show it.
      note: () => undefined,
    });
  }

  /** Follows the program behind this connection. */
  async follow(client: InspectorClient): Promise<void> {
    await this.follower.followWorkersOf(client, null);
  }

  /** What the places that answer look like now; each snapshot is a file that the caller removes. */
  async look(withSnapshots: boolean): Promise<SeenPlace[]> {
    const stem = `look-${++this.#looks}`;
    return this.follower.take(stem, stem, withSnapshots);
  }

  /** Absolute path of a file that {@link look} told of. */
  fileOf(name: string): string {
    return path.join(this.#folder, name);
  }

  /** The scripts of a place, numbered as in its snapshots. */
  scriptsOf(id: string): ScriptRecord[] {
    const file = this.fileOf(`${id}.scripts.ndjson`);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ScriptRecord);
  }

  /** Lets go of the children that still run, and removes all files. */
  close(): void {
    this.follower.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
