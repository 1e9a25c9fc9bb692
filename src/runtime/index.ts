/** `memprof/runtime`: what keeps a long-running program's memory bounded. Importing it starts nothing. */
export { AgentMemory } from './agent-memory.ts';
export type { AgentMemoryOptions, RememberOptions } from './agent-memory.ts';
export { BoundedCache } from './bounded-cache.ts';
export type { BoundedCacheOptions, CacheStatistics } from './bounded-cache.ts';
export { BoundedStore, StoreTier } from './bounded-store.ts';
export type { BoundedStoreOptions, Eviction, StoreEntry, TierName } from './bounded-store.ts';
export type { Bounds, Usage } from './bounds.ts';
export { closeAll, closeResource } from './closing.ts';
export type { CloseOutcome } from './closing.ts';
export { ConversationHistory } from './conversation-history.ts';
export type {
  ContextLimits,
  ConversationContext,
  ConversationHistoryOptions,
  SummaryMessage,
} from './conversation-history.ts';
export { collectGarbage, GcStatistics } from './garbage.ts';
export type { GcKind, GcKindStatistics } from './garbage.ts';
export { MemoryBudget } from './memory-budget.ts';
export type { Holding, Reservation } from './memory-budget.ts';
export { MemoryMonitor } from './memory-monitor.ts';
export type { MemoryMonitorOptions, Pressure, PressureCallback, Threshold } from './memory-monitor.ts';
export { readLimits, readMemory } from './memory-reading.ts';
export type { MemoryLimits, MemoryReading, SeriesName } from './memory-reading.ts';
export type { ChatMessage, MessagePart } from './messages.ts';
export { ResourcePool } from './resource-pool.ts';
export type { Loan, PoolUsage, ResourcePoolOptions } from './resource-pool.ts';
export { RingBuffer } from './ring-buffer.ts';
export { scope, Scope } from './scope.ts';
export type { Survivor } from './scope.ts';
export { sharedLeases, sharedStore } from './shared-store.ts';
export type { Lease } from './shared-store.ts';
export { sizeOf } from './size-of.ts';
export type { SizeOfOptions } from './size-of.ts';
export { trendOf } from './trend.ts';
export type { Trend } from './trend.ts';
export { watchUnclosed } from './unclosed.ts';
export type { Unclosed, WatchUnclosedOptions } from './unclosed.ts';
