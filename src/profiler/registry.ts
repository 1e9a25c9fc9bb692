import type { BufferReport } from './buffers.ts';

/** Where a debugger, or another copy of this module, finds the profilers: `globalThis[Symbol.for('memprof.profiler')]`. */
export const REGISTRY_KEY = Symbol.for('memprof.profiler');

/** What can report its buffers. */
interface Reporter {
  buffers(): BufferReport[];
}

/** The profilers of this process, held weakly: the registry keeps none of them alive. */
export interface ProfilerRegistry {
  readonly schemaVersion: 1;
  readonly reporters: Set<WeakRef<Reporter>>;
  /** A report on each buffer of each live profiler, profilers in the order they were made. Plain data, at once. */
  buffers(): BufferReport[];
}

type GlobalWithRegistry = typeof globalThis & { [REGISTRY_KEY]?: ProfilerRegistry };

/** This process's registry, made at first use; shared by all copies of this module. */
export function profilerRegistry(): ProfilerRegistry {
  const global = globalThis as GlobalWithRegistry;
  if (global[REGISTRY_KEY] === undefined) {
    // Not enumerable: a program that walks over its globals does not see it.
    Object.defineProperty(globalThis, REGISTRY_KEY, { value: newRegistry(), configurable: true });
  }
  return global[REGISTRY_KEY]!;
}

function newRegistry(): ProfilerRegistry {
  const reporters = new Set<WeakRef<Reporter>>();
  return {
    schemaVersion: 1,
    reporters,
    buffers() {
      const reports: BufferReport[] = [];
      for (const ref of reporters) {
        const reporter = ref.deref();
        if (reporter === undefined) reporters.delete(ref);
        else reports.push(...reporter.buffers());
      }
      return reports;
    },
  };
}

const collected = new FinalizationRegistry<WeakRef<Reporter>>((ref) =>
  profilerRegistry().reporters.delete(ref),
);

/** Makes a profiler findable until it is garbage-collected. */
export function register(reporter: Reporter): void {
  const ref = new WeakRef(reporter);
  profilerRegistry().reporters.add(ref);
  collected.register(reporter, ref);
}
