import { fingerprintOf } from './fingerprint.ts';
import type { GrowingSeries, GrowthEvidence, Suspect } from './suspect.ts';
import type { SuspectKind } from './suspect-kind.ts';

/** Kinds of suspects in the heap that explain a series outside it. */
const EXPLAINED_BY: Record<GrowingSeries['series'], { kind: SuspectKind; also: readonly SuspectKind[] }> = {
  heap: { kind: 'growing-objects', also: [] },
  arrayBuffers: { kind: 'array-buffers', also: ['kept-array-buffer', 'native-memory'] },
  external: { kind: 'native-memory', also: ['array-buffers', 'kept-array-buffer'] },
  rss: { kind: 'native-memory', also: [] },
  fileDescriptors: { kind: 'unclosed-handles', also: [] },
  handles: { kind: 'unclosed-handles', also: ['timers', 'worker-threads'] },
  timers: { kind: 'timers', also: [] },
  workers: { kind: 'worker-threads', also: [] },
  workerHeaps: { kind: 'worker-threads', also: [] },
  wasm: { kind: 'native-memory', also: [] },
};

const NAMES: Record<GrowingSeries['series'], string> = {
  heap: 'The heap grows',
  arrayBuffers: 'Memory of ArrayBuffers grows',
  external: 'Memory outside the heap grows',
  rss: 'Native memory grows',
  fileDescriptors: 'Ever more file descriptors are open',
  handles: 'Ever more handles are active',
  timers: 'Ever more timers are pending',
  workers: 'Ever more threads run',
  workerHeaps: 'The heaps of worker threads grow',
  wasm: 'WebAssembly memory grows',
};

const UNEXPLAINED = ', and nothing new in the JavaScript heap explains it';
/** The heap is a series of its own only where it was not looked into. */
const UNSEEN = ', and is too large to be looked into in the time allowed';

/** Series counted in things, not in bytes. */
const COUNTED = new Set<GrowingSeries['series']>(['fileDescriptors', 'handles', 'timers', 'workers']);

/**
 * Suspects for what grew outside the JavaScript heap and nothing in it explains. RSS follows all other memory, so
 * it is a suspect only when nothing else grew.
 */
export function suspectsOutsideHeap(evidence: GrowthEvidence, inHeap: readonly Suspect[]): Suspect[] {
  const found: Suspect[] = [];
  for (const { series, perIteration } of evidence.outside) {
    const { kind, also } = EXPLAINED_BY[series];
    const known = [...inHeap, ...found];
    if (known.some((suspect) => suspect.kind === kind || also.includes(suspect.kind))) continue;
    if (series === 'rss' && (known.length > 0 || evidence.outside.length > 1)) continue;
    found.push(suspectOf(series, kind, perIteration, evidence));
  }
  return found;
}

function suspectOf(
  series: GrowingSeries['series'],
  kind: SuspectKind,
  perIteration: number,
  evidence: GrowthEvidence,
): Suspect {
  const isCounted = COUNTED.has(series);
  return {
    fingerprint: fingerprintOf({ kind, referenceName: series, ownerFile: null, packageName: null }),
    kind,
    title: `${NAMES[series]}${series === 'heap' ? UNSEEN : UNEXPLAINED}`,
    constructorName: series,
    reference: { name: series, holder: 'process', location: null, isPlaceOfObjects: false },
    perIteration: { bytes: isCounted ? 0 : perIteration, count: isCounted ? perIteration : 0 },
    retainedBytes: isCounted ? 0 : perIteration * evidence.iterations,
    retainingPath: [],
    files: [],
    package: null,
    advice: kind,
    docs: `docs/findings/${kind}.md`,
    isProven: evidence.isProven ?? true,
  };
}
