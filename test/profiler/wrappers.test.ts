import { describe, expect, test } from 'vitest';
import { Profiler, type StreamMeter } from '../../src/profiler/index.ts';

const started = () => new Profiler({ maxRecords: 50 }).enable();
const boom = () => {
  throw new Error('boom');
};

describe('block', () => {
  test('records what it wraps, nested, synchronous or not, and gives its result', async () => {
    const profiler = started();
    const sum = profiler.block('outer', () => profiler.block('inner', () => 1, { category: 'math' }) + 1);
    const later = await profiler.block('later', async () => {
      await Promise.resolve();
      return 'done';
    });

    expect([sum, later]).toEqual([2, 'done']);
    expect(profiler.records('timings')).toMatchObject([
      { name: 'inner', parent: 'outer', category: 'math' },
      { name: 'outer', parent: '' },
      { name: 'later', parent: '' },
    ]);
    expect(profiler.records('flow').map(({ step, name }) => [step, name])).toEqual([
      [1, 'inner'],
      [2, 'outer'],
      [3, 'later'],
    ]);
  });

  test('an error is passed on, recorded, and leaves the nesting right', async () => {
    const profiler = started();
    expect(() => profiler.block('fails', boom)).toThrow('boom');
    await expect(profiler.block('rejects', async () => boom())).rejects.toThrow('boom');
    profiler.block('after', () => {});

    expect(profiler.records('timings')).toMatchObject([
      { name: 'fails' },
      { name: 'rejects' },
      { parent: '' },
    ]);
  });
});

describe('apiCall', () => {
  test('takes the status from the result or the error, and sizes as told', async () => {
    const profiler = started();
    const answer = { status: 200, body: 'hello' };
    const options = { requestSize: 12, responseSizeOf: ({ body }: { body: string }) => body.length };
    expect(await profiler.apiCall('/chat', 'POST', async () => answer, options)).toBe(answer);
    const failed = profiler.apiCall('/chat', 'POST', () =>
      Promise.reject(Object.assign(new Error('busy'), { statusCode: 429 })),
    );
    await expect(failed).rejects.toThrow('busy');
    expect(() => profiler.apiCall('/x', 'GET', boom)).toThrow('boom');

    expect(profiler.records('apiCalls')).toMatchObject([
      { endpoint: '/chat', method: 'POST', statusCode: 200, requestSize: 12, responseSize: 5 },
      { statusCode: 429, responseSize: 0 },
      { endpoint: '/x', statusCode: 0 },
    ]);
  });
});

describe('streaming', () => {
  async function* chunks() {
    yield 'a';
    yield 'bc';
  }

  test('passes an async iterable on and counts it', async () => {
    const profiler = started();
    const seen: string[] = [];
    for await (const chunk of profiler.streaming('chat', chunks(), (text) => text.length)) seen.push(chunk);

    expect(seen).toEqual(['a', 'bc']);
    const [stream] = profiler.records('streaming');
    expect(stream).toMatchObject({ name: 'chat', chunkCount: 2, totalTokens: 3 });
    expect(stream.timeToFirstTokenMs).toBeLessThanOrEqual(stream.totalMs);
  });

  test('a reader that stops early and a source that fails are recorded too, and the source is closed', async () => {
    const profiler = started();
    let isClosed = false;
    async function* source() {
      try {
        yield 1;
        yield boom();
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of profiler.streaming('early', source())) break;
    expect(isClosed).toBe(true);
    await expect(async () => {
      for await (const _ of profiler.streaming('fails', source()));
    }).rejects.toThrow('boom');
    for await (const _ of profiler.streaming('empty', []));

    expect(profiler.records('streaming')).toMatchObject([
      { name: 'early', chunkCount: 1 },
      { name: 'fails', chunkCount: 1 },
      { name: 'empty', chunkCount: 0, timeToFirstTokenMs: null },
    ]);
  });

  test('a callback tells the meter of every chunk', async () => {
    const profiler = started();
    const result = await profiler.streaming('sse', async (meter: StreamMeter) => {
      meter.chunk(3);
      meter.chunk(4);
      return 'text';
    });

    expect(result).toBe('text');
    expect(profiler.records('streaming')).toMatchObject([{ chunkCount: 2, totalTokens: 7 }]);
  });
});

describe('memory', () => {
  test('records heap used after the body and the most that was seen', async () => {
    const profiler = started();
    const kept = profiler.memory('fill', () => Array.from({ length: 300_000 }, (_, i) => ({ i })));
    await profiler.memory('async', async () => kept.length);
    const [fill, wait] = profiler.records('memory');

    expect(fill.peakKib).toBeGreaterThanOrEqual(fill.currentKib);
    expect(fill.currentKib).toBeGreaterThan(300_000 * 0.02);
    expect(wait).toMatchObject({ name: 'async' });
  });
});

describe('importModule', () => {
  test('measures an import whole', async () => {
    const profiler = started();
    const os = await profiler.importModule('node:os', () => import('node:os'));

    expect(os.EOL).toBeDefined();
    expect(profiler.records('imports')).toMatchObject([{ module: 'node:os' }]);
  });
});
