import { describe, expect, test } from 'vitest';
import {
  GcStatistics,
  MemoryMonitor,
  collectGarbage,
  readLimits,
  readMemory,
} from '../../src/runtime/index.ts';
import type { MemoryReading, Pressure, Threshold } from '../../src/runtime/index.ts';

const idle: MemoryReading = {
  rss: 0,
  heapUsed: 0,
  heapTotal: 0,
  external: 0,
  arrayBuffers: 0,
  descriptors: 3,
};

/** A monitor of a process whose heap is what the test says, a minute a sample. */
function monitorOf(heaps: readonly number[], thresholds: readonly Threshold[] = [], capacity = 100) {
  let taken = 0;
  return new MemoryMonitor({
    read: () => ({ ...idle, heapUsed: heaps[taken++] }),
    now: () => taken * 60_000,
    limits: () => ({ heap: 1000, process: 5000 }),
    thresholds,
    capacity,
  });
}

describe('MemoryMonitor', () => {
  test('keeps the newest samples only', async () => {
    const monitor = monitorOf([1, 2, 3, 4, 5], [], 3);
    for (let i = 0; i < 5; i++) await monitor.sample();

    expect([...monitor.series('heapUsed')]).toEqual([3, 4, 5]);
    expect(monitor.latest?.heapUsed).toBe(5);
  });

  test('gives the trend per minute and per iteration', async () => {
    const monitor = monitorOf(Array.from({ length: 12 }, (_, i) => i * 600));
    expect(() => monitor.trend('heapUsed', 'iteration')).toThrow('Call iteration()');
    for (let i = 0; i < 12; i++) {
      for (let j = 0; j < 3; j++) monitor.iteration();
      await monitor.sample();
    }

    expect(monitor.trend('heapUsed')).toMatchObject({ slope: 600 });
    expect(monitor.trend('heapUsed', 'iteration')).toMatchObject({ slope: 200 });
    expect(monitor.trend('rss')).toMatchObject({ slope: 0 });
  });

  test('calls once for each time a threshold is passed, and again after the figure fell well below', async () => {
    const monitor = monitorOf(
      [700, 900, 950, 790, 900, 700, 900],
      [{ series: 'heapUsed', above: 0.8, of: 'heap' }],
    );
    const seen: number[] = [];
    monitor.onPressure(({ value, limit }) => void seen.push(value, limit));
    for (let i = 0; i < 7; i++) await monitor.sample();

    expect(seen).toEqual([900, 800, 900, 800]);
  });

  test('awaits every callback; one that fails does not stop the others, and its error is told', async () => {
    const monitor = monitorOf([900], [{ series: 'heapUsed', above: 500 }]);
    const order: string[] = [];
    monitor.onPressure(() => Promise.reject(new Error('first')));
    monitor.onPressure(async () => {
      await Promise.resolve();
      order.push('second');
    });
    const off = monitor.onPressure(() => void order.push('never'));
    off();

    await expect(monitor.sample()).rejects.toMatchObject({ errors: [{ message: 'first' }] });
    expect(order).toEqual(['second']);
  });

  test('runs by its timer, which keeps no process alive', async () => {
    const pressure = await new Promise<Pressure>((resolve) => {
      const monitor = new MemoryMonitor({ intervalMs: 1, thresholds: [{ series: 'rss', above: 1 }] });
      monitor.onPressure((each) => {
        monitor.stop();
        resolve(each);
      });
      monitor.start();
      // Keeps this test's process alive in the monitor's stead.
      const keepAlive = setTimeout(() => {}, 20_000);
      monitor.onPressure(() => clearTimeout(keepAlive));
    });

    expect(pressure.reading.rss).toBeGreaterThan(1e6);
  });
});

describe('figures of this process', () => {
  test('are what the process says', () => {
    const reading = readMemory();
    const limits = readLimits();

    expect(reading.rss).toBeGreaterThan(reading.heapUsed);
    expect(Number.isNaN(reading.descriptors) || reading.descriptors > 2).toBe(true);
    expect(limits.process).toBeGreaterThan(reading.rss);
    expect(limits.process).toBeLessThan(2 ** 50);
    expect(limits.heap).toBeGreaterThan(reading.heapUsed);
  });

  test('collectGarbage frees what nobody holds, and GcStatistics counts it', async () => {
    using statistics = new GcStatistics().start();
    let value: object | undefined = { big: 'x' };
    const ref = new WeakRef(value);
    value = undefined;
    await collectGarbage();
    const major = statistics.statistics().get('major');

    expect(ref.deref()).toBeUndefined();
    expect(major?.count).toBeGreaterThanOrEqual(2);
    expect(major!.totalMs).toBeGreaterThanOrEqual(major!.longestMs);
  });
});
