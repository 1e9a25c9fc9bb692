/**
 * `memprof/profiler`: seven ring buffers of what a program did, bounded by `PRAISONAI_PROFILE_MAX`. Importing it
 * records nothing unless `PRAISONAI_PROFILE` says so.
 */
import { isProfilingRequested } from './limits.ts';
import { Profiler } from './profiler.ts';

/** The process's own profiler. Enabled from the start when `PRAISONAI_PROFILE` is 1, true or yes. */
export const profiler: Profiler = new Profiler({ name: 'default' });
if (isProfilingRequested()) profiler.enable();

export type { BufferReport, CapacityFrom } from './buffers.ts';
export { cpuProfileStatistics, takeCpuProfile } from './cpu-profile.ts';
export type { CpuProfile, CpuProfileOptions } from './cpu-profile.ts';
export { timeImports } from './import-timing.ts';
export type { ImportListener } from './import-timing.ts';
export { parseProfileMax } from './limits.ts';
export type { ProfileMax } from './limits.ts';
export { Profiler } from './profiler.ts';
export type { ApiCallOptions, ProfileExport, ProfilerOptions } from './profiler.ts';
export type { ApiCallFields, BlockOptions } from './recorder.ts';
export { BUFFER_NAMES } from './records.ts';
export type {
  ApiCallRecord,
  BufferName,
  CpuProfileRecord,
  CpuProfileStatistics,
  FlowRecord,
  ImportRecord,
  MemoryRecord,
  RecordsByBuffer,
  StreamingRecord,
  TimingRecord,
} from './records.ts';
export { profilerRegistry, REGISTRY_KEY } from './registry.ts';
export type { ProfilerRegistry } from './registry.ts';
export { cpuProfileToSpeedscope, timingsToSpeedscope } from './speedscope.ts';
export type { SpeedscopeFile } from './speedscope.ts';
export { statisticsOf } from './statistics.ts';
export type { Statistics } from './statistics.ts';
export { StreamMeter } from './streams.ts';
export type { StreamFigures } from './streams.ts';
