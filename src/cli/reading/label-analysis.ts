import { profileFromSamples } from '../../allocations/sampled.ts';
import type { AllocationProfile } from '../../allocations/profile.ts';
import { profileFromSnapshot } from '../../allocations/tracked-snapshot.ts';
import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import { takeConstructorCensus } from '../../analysis/census.ts';
import { readHeapProfile } from '../../format/heapprofile/read.ts';
import type { SnapshotTables } from '../../format/heapsnapshot/snapshot-tables.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';

/** Live allocations of a label from the sampling profile V8 gave. @throws MemprofError `BAD_FILE`. */
export function allocationsOf(
  profile: unknown,
  samplingIntervalBytes: number,
  name: string,
): AllocationProfile {
  return profileFromSamples(readHeapProfile(profile, name), samplingIntervalBytes);
}

/** What is kept of a snapshot once it is read. */
export interface SnapshotAnalysis {
  readonly census: ConstructorCensus;
  /** Null unless all allocations were tracked. */
  readonly tracked: AllocationProfile | null;
}

/** Reads what is needed out of a snapshot's tables; the graph is gone when it returns. */
export function analyzeSnapshot(
  tables: SnapshotTables,
  previous: ConstructorCensus | null,
): SnapshotAnalysis {
  const tracked = profileFromSnapshot(tables);
  const graph = new HeapGraph(tables);
  return { tracked, census: takeConstructorCensus(graph, { previous: previous ?? undefined }) };
}
