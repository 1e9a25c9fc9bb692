import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RingBuffer } from '../../src/runtime/index.ts';

const operation = fc.oneof(
  { weight: 20, arbitrary: fc.record({ do: fc.constant('push' as const), item: fc.integer() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('resize' as const), to: fc.integer({ min: 1, max: 9 }) }),
  },
);

test('behaves like an array whose oldest items are cut off, whatever is done to it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(operation, { maxLength: 80 }),
      (capacity, operations) => {
        const ring = new RingBuffer<number>(capacity);
        let model: number[] = [];
        let dropped = 0;
        let bound = capacity;
        for (const step of operations) {
          if (step.do === 'push') {
            ring.push(step.item);
            model.push(step.item);
          } else if (step.do === 'clear') {
            ring.clear();
            model = [];
            dropped = 0;
          } else {
            ring.resize(step.to);
            bound = step.to;
          }
          dropped += Math.max(0, model.length - bound);
          model = model.slice(-bound);

          expect(ring.toArray()).toEqual(model);
          expect([...ring]).toEqual(model);
          expect(ring.at(-1)).toBe(model.at(-1));
          expect(ring.at(0)).toBe(model[0]);
          expect([ring.length, ring.dropped, ring.capacity]).toEqual([model.length, dropped, bound]);
        }
      },
    ),
  );
});

test.each([0, -1, 1.5, Number.NaN, Infinity])('a capacity of %d is refused', (capacity) => {
  expect(() => new RingBuffer(capacity)).toThrow(RangeError);
});

test('an item outside the ring is undefined', () => {
  const ring = new RingBuffer<number>(2);
  ring.push(1);

  expect(ring.at(1)).toBeUndefined();
  expect(ring.at(-2)).toBeUndefined();
});
