import type { SnapshotSource } from '../format/heapsnapshot/open.ts';
import type { Heap } from '../graph/heap.ts';

/**
 * Reads a heap snapshot of Node 20 or later, or of Chrome, for looking into.
 *
 * Takes about 1.3 bytes of memory a byte of the file; a plain file is read synchronously, at some hundred MB/s.
 *
 * @param source - Path of a `.heapsnapshot`, plain or compressed with gzip or zstd; a capture of `memprof run` (its
 *   last snapshot) or `<capture>@<label>`; `-` for standard input; or a stream of a snapshot's bytes.
 * @throws MemprofError `NOT_FOUND` when there is no such file, `BAD_FILE` when it is damaged or no snapshot.
 * @example
 * const heap = await readHeapSnapshot('after.heapsnapshot');
 * for (const { name, count, retainedSize } of heap.constructors().slice(0, 10)) show(name, count, retainedSize);
 */
export async function readHeapSnapshot(source: SnapshotSource): Promise<Heap> {
  // Loaded when called: programs that import memprof for mark() should not pay for the engine.
  const { openHeap } = await import('./reading/open-heap.ts');
  return openHeap(source, process.cwd());
}
