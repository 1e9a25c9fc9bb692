import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BUFFER_NAMES, Profiler, type BufferName } from '../../src/profiler/index.ts';

let saved: string | undefined;
beforeEach(() => {
  saved = process.env['PRAISONAI_PROFILE_MAX'];
  delete process.env['PRAISONAI_PROFILE_MAX'];
});
afterEach(() => {
  if (saved === undefined) delete process.env['PRAISONAI_PROFILE_MAX'];
  else process.env['PRAISONAI_PROFILE_MAX'] = saved;
});

/** Puts one record into the named buffer; `i` is found again in it. */
function record(profiler: Profiler, buffer: BufferName, i: number): void {
  const write: Record<BufferName, () => void> = {
    timings: () => profiler.recordTiming(`${i}`, i),
    imports: () => profiler.recordImport(`${i}`, i),
    flow: () => profiler.recordFlow(`${i}`, i),
    apiCalls: () => profiler.recordApiCall(`${i}`, 'GET', i),
    streaming: () =>
      profiler.recordStreaming(`${i}`, { timeToFirstTokenMs: 0, totalMs: i, chunkCount: 1, totalTokens: 1 }),
    memory: () => profiler.recordMemory(`${i}`, i, i),
    cpuProfiles: () => profiler.recordCpuProfile(`${i}`, { durationMs: i, sampleCount: 0, topFunctions: [] }),
  };
  write[buffer]();
}

describe('the seven buffers', () => {
  test.each(BUFFER_NAMES)('%s keeps exactly the newest PRAISONAI_PROFILE_MAX records', (buffer) => {
    process.env['PRAISONAI_PROFILE_MAX'] = '100';
    const profiler = new Profiler().enable();
    for (let i = 0; i < 1000; i++) record(profiler, buffer, i);

    const kept = profiler
      .records(buffer)
      .map((each) => Number('name' in each ? each.name : Object.values(each)[0]));
    expect(kept).toEqual(Array.from({ length: 100 }, (_, i) => 900 + i));
    expect(profiler.buffers().find(({ name }) => name === buffer)).toMatchObject({
      capacity: 100,
      length: 100,
      dropped: 900,
      capacityFrom: 'environment',
    });
    expect(profiler.statistics(buffer)).toMatchObject({
      count: 100,
      min: 900,
      max: 999,
      mean: 949.5,
      p50: 949.5,
    });
  });

  test('never hold more than their capacity, whatever is done, and the bytes are those of what is held', () => {
    const step = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...BUFFER_NAMES) },
      { weight: 1, arbitrary: fc.constantFrom('clear' as const, 'disable' as const, 'enable' as const) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 6 }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const profiler = new Profiler().enable();
        for (const [i, what] of steps.entries()) {
          if (typeof what === 'number') {
            process.env['PRAISONAI_PROFILE_MAX'] = String(what);
            profiler.enable();
            for (const report of profiler.buffers()) expect(report.capacity).toBe(what);
          } else if (what === 'clear' || what === 'disable' || what === 'enable') profiler[what]();
          else record(profiler, what, i);
          for (const { name, capacity, length, bytes } of profiler.buffers()) {
            expect(length).toBe(profiler.records(name).length);
            expect(length).toBeLessThanOrEqual(capacity);
            expect(bytes > 0).toBe(length > 0);
          }
        }
        delete process.env['PRAISONAI_PROFILE_MAX'];
      }),
      { numRuns: 50 },
    );
  });

  test('an option overrides the variable, for all buffers or for some', () => {
    process.env['PRAISONAI_PROFILE_MAX'] = '7';
    const some = new Profiler({ maxRecords: { timings: 3 } }).enable();
    const all = new Profiler({ maxRecords: 5 }).enable();

    expect(some.buffers().map(({ capacity }) => capacity)).toEqual([3, 7, 7, 7, 7, 7, 7]);
    expect(some.buffers()[0].capacityFrom).toBe('option');
    expect(new Set(all.buffers().map(({ capacity }) => capacity))).toEqual(new Set([5]));
    expect(() => new Profiler({ maxRecords: 0 })).toThrow(RangeError);
  });

  test('the variable is read when profiling is enabled, not before', () => {
    const profiler = new Profiler();
    process.env['PRAISONAI_PROFILE_MAX'] = '2';
    profiler.enable();
    for (let i = 0; i < 5; i++) profiler.recordFlow(`${i}`);
    process.env['PRAISONAI_PROFILE_MAX'] = '1';
    profiler.disable();
    expect(profiler.records('flow')).toHaveLength(2);
    profiler.enable();

    expect(profiler.records('flow')).toMatchObject([{ name: '4', step: 5 }]);
  });

  test('nothing is recorded while disabled, and what was recorded stays', () => {
    const profiler = new Profiler();
    profiler.recordTiming('early', 1);
    profiler.enable().recordTiming('seen', 1);
    profiler.disable().recordTiming('late', 1);

    expect(profiler.records('timings').map(({ name }) => name)).toEqual(['seen']);
    expect(profiler.block('b', () => 5)).toBe(5);
  });

  test('clear empties the buffers and their counts', () => {
    const profiler = new Profiler({ maxRecords: 2 }).enable();
    for (let i = 0; i < 5; i++) profiler.recordFlow('x');
    profiler.clear();

    expect(profiler.buffers().every(({ length, dropped, bytes }) => length + dropped + bytes === 0)).toBe(
      true,
    );
    profiler.recordFlow('y');
    expect(profiler.records('flow')).toMatchObject([{ step: 1 }]);
  });

  test('JSON has the records with all their fields', () => {
    const profiler = new Profiler({ name: 'p' }).enable();
    profiler.recordTiming('t', 1.5, { category: 'db', metadata: { rows: 3 }, file: 'a.ts', line: 7 });
    const read = JSON.parse(JSON.stringify(profiler)) as ReturnType<Profiler['toJSON']>;

    expect(Object.keys(read.records)).toEqual([...BUFFER_NAMES]);
    expect(read.records.timings).toEqual([
      {
        name: 't',
        durationMs: 1.5,
        category: 'db',
        parent: '',
        timestamp: expect.any(Number),
        metadata: { rows: 3 },
        file: 'a.ts',
        line: 7,
      },
    ]);
    expect(read).toMatchObject({ schemaVersion: 1, name: 'p', buffers: profiler.buffers() });
  });
});
