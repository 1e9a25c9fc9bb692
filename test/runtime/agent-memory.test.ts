import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AgentMemory, collectGarbage } from '../../src/runtime/index.ts';

const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      key: fc.nat(15).map(String),
      length: fc.integer({ min: 0, max: 500 }),
      importance: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key: fc.nat(15).map(String) }) },
);

interface Model {
  readonly key: string;
  readonly bytes: number;
  readonly importance: number;
}

describe('AgentMemory', () => {
  test('pushes out the least important and then the oldest, and never holds more than its bytes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 3000 }),
        fc.array(operation, { maxLength: 80 }),
        (maxBytes, operations) => {
          const memory = new AgentMemory({ maxBytes });
          // In the order of setting; what an entry weighs is what it weighs alone.
          let model: Model[] = [];
          const total = () => model.reduce((sum, entry) => sum + entry.bytes, 0);
          for (const step of operations) {
            if (step.do === 'delete') {
              expect(memory.delete(step.key)).toBe(model.some(({ key }) => key === step.key));
              model = model.filter(({ key }) => key !== step.key);
            } else {
              const value = 'x'.repeat(step.length);
              const bytes = weightAlone(step.key, value);
              if (bytes > maxBytes) {
                expect(() => memory.set(step.key, value)).toThrow(RangeError);
              } else {
                memory.set(step.key, value, { importance: step.importance });
                model = model.filter(({ key }) => key !== step.key);
                while (total() + bytes > maxBytes) {
                  const least = Math.min(...model.map(({ importance }) => importance));
                  const out = model.find(({ importance }) => importance === least);
                  model = model.filter((entry) => entry !== out);
                }
                model.push({ key: step.key, bytes, importance: step.importance });
                expect(memory.get(step.key)).toBe(value);
              }
            }
            expect([...memory.keys()]).toEqual(model.map(({ key }) => key));
            expect(memory.usage).toMatchObject({ length: model.length, bytes: total() });
            expect(memory.usage.bytes).toBeLessThanOrEqual(maxBytes);
          }
        },
      ),
    );
  });

  test('a weak entry weighs little, and frees even that when its value is gone', async () => {
    const memory = new AgentMemory({ maxBytes: 1000 });
    let value: object | undefined = { text: 'x'.repeat(100_000) };
    memory.set('weak', value, { isWeak: true });

    expect(memory.get('weak')).toBe(value);
    expect(memory.usage.bytes).toBeLessThan(200);

    value = undefined;
    // Finalizers run in a turn of V8's choosing after the collection.
    for (let i = 0; i < 50 && memory.usage.length > 0; i++) await collectGarbage();

    expect(memory.get('weak')).toBeUndefined();
    expect(memory.usage).toEqual({ length: 0, bytes: 0, evicted: 0 });
  });

  test('what cannot be kept is refused and changes nothing', () => {
    const memory = new AgentMemory({ maxBytes: 1000 });
    memory.set('k', 'old');

    expect(() => memory.set('k', 'x'.repeat(2000))).toThrow(RangeError);
    expect(() => memory.set('k', 'new', { importance: Number.NaN })).toThrow(RangeError);
    expect(() => memory.set('k', 'a string', { isWeak: true })).toThrow(TypeError);
    expect(memory.get('k')).toBe('old');

    memory.close();
    expect(() => memory.set('k', 1)).toThrow('closed');
    expect(() => new AgentMemory({ maxBytes: 0 })).toThrow(RangeError);
  });
});

function weightAlone(key: string, value: unknown): number {
  const alone = new AgentMemory({ maxBytes: 1_000_000 });
  alone.set(key, value);
  return alone.usage.bytes;
}
