// One million inserts into each bounded structure: what the heap has grown by after a full collection.
// Prints one JSON object: name → bytes. Run alone, or by bench/runtime.mjs and the tests.
import { BUFFER_NAMES, Profiler } from 'memprof/profiler';
import {
  AgentMemory,
  BoundedCache,
  BoundedStore,
  collectGarbage,
  ConversationHistory,
  MemoryBudget,
  MemoryMonitor,
  RingBuffer,
} from 'memprof/runtime';

const INSERTS = 1_000_000;
const BOUND = 500;
const MAX_BYTES = 200_000;

const bounds = { maxEntries: BOUND, maxBytes: MAX_BYTES };
const ring = new RingBuffer(BOUND);
const store = new BoundedStore({ shortTerm: bounds, longTerm: bounds });
const cache = new BoundedCache(bounds);
const memory = new AgentMemory({ maxBytes: MAX_BYTES });
const history = new ConversationHistory({
  maxMessages: BOUND,
  summarize: async ([first]) => `since ${first.content}`,
});
const budget = new MemoryBudget(1000);
const reading = { rss: 1, heapUsed: 1, heapTotal: 1, external: 1, arrayBuffers: 1, descriptors: 1 };
const monitor = new MemoryMonitor({
  capacity: BOUND,
  read: () => reading,
  limits: () => ({ heap: 9, process: 9 }),
});
const profiler = new Profiler({ maxRecords: BOUND }).enable();
const streamed = { timeToFirstTokenMs: 1.5, totalMs: 2.5, chunkCount: 3, totalTokens: 4 };

const structures = {
  RingBuffer: (i) => ring.push({ i }),
  'BoundedStore tier': (i) => store.shortTerm.add(`entry ${i}`, { i }),
  BoundedCache: (i) => cache.set(`key ${i}`, { i }),
  AgentMemory: (i) => memory.set(`key ${i}`, { i }, { importance: i % 7 }),
  ConversationHistory: (i) => history.add({ role: 'user', content: `message ${i}` }),
  MemoryBudget: (i) => budget.reserve(`component ${i % 10}`, 1 + (i % 100)).release(),
  'MemoryMonitor series': () => monitor.sample(),
  timings: (i) => profiler.recordTiming(`block ${i}`, i + 0.5, { metadata: { i } }),
  imports: (i) => profiler.recordImport(`module ${i}`, i + 0.5, 'parent'),
  flow: (i) => profiler.recordFlow(`step ${i}`, i + 0.5),
  apiCalls: (i) => profiler.recordApiCall(`/path/${i}`, 'POST', i + 0.5, { statusCode: 200 }),
  streaming: (i) => profiler.recordStreaming(`stream ${i}`, streamed),
  memory: (i) => profiler.recordMemory(`at ${i}`, i + 0.5, i + 1.5),
  cpuProfiles: (i) =>
    profiler.recordCpuProfile(`profile ${i}`, { durationMs: i, sampleCount: 0, topFunctions: [] }),
};

const growth = {};
for (const [name, insert] of Object.entries(structures)) {
  await collectGarbage();
  const before = process.memoryUsage().heapUsed;
  // Only promises are awaited: a turn of the event loop each would be what is measured.
  for (let i = 0; i < INSERTS; i++) {
    const done = insert(i);
    if (done instanceof Promise) await done;
  }
  await collectGarbage();
  growth[name] = process.memoryUsage().heapUsed - before;
}

const lengths = {
  RingBuffer: ring.length,
  'BoundedStore tier': store.shortTerm.length,
  BoundedCache: cache.statistics.length,
  ConversationHistory: history.length,
  'MemoryMonitor series': monitor.length,
  ...Object.fromEntries(BUFFER_NAMES.map((name) => [name, profiler.records(name).length])),
};
process.stdout.write(`${JSON.stringify({ growth, lengths })}\n`);
