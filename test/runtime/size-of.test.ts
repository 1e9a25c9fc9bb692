import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../src/runtime/index.ts';

describe('sizeOf', () => {
  test('text beyond Latin-1 takes two bytes a character', () => {
    expect(sizeOf('é'.repeat(1000))).toBe(1016);
    expect(sizeOf('€'.repeat(1000))).toBe(2016);
  });

  test('what is reached twice counts once, and cycles end', () => {
    const shared = { text: 'x'.repeat(1000) };
    const cycle: Record<string, unknown> = { shared };
    cycle['self'] = cycle;
    cycle['again'] = shared;

    expect(sizeOf(cycle)).toBeLessThan(1200);
    expect(sizeOf(cycle)).toBeGreaterThan(1000);
  });

  test('a view counts its whole buffer, once for all views on it', () => {
    const buffer = new ArrayBuffer(4096);
    const one = sizeOf(new Uint8Array(buffer, 0, 1));

    expect(one).toBeGreaterThanOrEqual(4096);
    expect(sizeOf([new Uint8Array(buffer, 0, 1), new Uint8Array(buffer, 1, 1)])).toBeLessThan(2 * 4096);
  });

  test('getters are not called', () => {
    const value = {
      get trap(): string {
        throw new Error('called');
      },
    };

    expect(sizeOf(value)).toBeGreaterThan(0);
  });

  test('deep chains need no stack', () => {
    let chain: object = {};
    for (let i = 0; i < 200_000; i++) chain = { chain };

    expect(sizeOf(chain)).toBeGreaterThan(200_000 * 24);
  });

  test('stopAbove ends early, above the bound', () => {
    const large = Array.from({ length: 10_000 }, (_, i) => ({ i: i + 0.5 }));

    expect(sizeOf([large], { stopAbove: 100 })).toBeLessThan(sizeOf([large]));
    expect(sizeOf([large], { stopAbove: 100 })).toBeGreaterThan(100);
  });

  test('equal strings can count once', () => {
    const texts = ['ab'.repeat(50), 'ab'.repeat(50)];

    expect(sizeOf(texts) - sizeOf(texts, { equalStringsOnce: true })).toBe(sizeOf(texts[0]));
  });

  test('maps, sets, symbols and their contents are found', () => {
    const text = 'x'.repeat(1000);

    expect(sizeOf(new Map([[text, 1]]))).toBeGreaterThan(1000);
    expect(sizeOf(new Set([text]))).toBeGreaterThan(1000);
    expect(sizeOf({ [Symbol('s')]: text })).toBeGreaterThan(1000);
    expect(sizeOf(2n ** 8000n)).toBeGreaterThan(1000);
  });

  // The estimate is of use only when it is near what V8 says.
  test.each([
    ['records', (i: number) => ({ id: i, name: `user number ${i}`, score: i + 0.5 })],
    ['arrays', (i: number) => [i, i + 0.5, `entry ${i}`]],
    ['maps', (i: number) => new Map([[`key ${i}`, { i }]])],
  ])('%s come within a factor of 2.5 of the heap they take', async (_name, make) => {
    const { collectGarbage } = await import('../../src/runtime/index.ts');
    await collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const values = Array.from({ length: 20_000 }, (_, i) => make(i));
    await collectGarbage();
    const heap = process.memoryUsage().heapUsed - before;

    expect(sizeOf(values) / heap).toBeGreaterThan(0.4);
    expect(sizeOf(values) / heap).toBeLessThan(2.5);
  });
});
