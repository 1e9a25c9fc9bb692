import { expect, test } from 'vitest';
import { MemoryBesides } from '../../src/capture/follow/memory-beside.ts';
import { Place } from '../../src/capture/follow/place.ts';

const USAGE = { rss: 9, heapTotal: 7, heapUsed: 5, external: 3, arrayBuffers: 1 };
const FIGURES = { rssBytes: 9, heapTotalBytes: 7, heapUsedBytes: 5, externalBytes: 3, arrayBuffersBytes: 1 };

/** A child process whose answers the test gives. */
function childToAnswer() {
  const place = new Place('child-1', 0, 0, { threadId: null, parent: null });
  const asked: PromiseWithResolvers<unknown>[] = [];
  place.thread = {
    evaluate() {
      const question = withResolvers<unknown>();
      asked.push(question);
      return question.promise;
    },
  };
  return { place, asked };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let settle: Omit<PromiseWithResolvers<T>, 'promise'>;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what a place told last counts, and it is asked one thing at a time', async () => {
  const { place, asked } = childToAnswer();
  const besides = new MemoryBesides();
  expect(besides.of([place])).toEqual([]);
  expect(besides.of([place])).toEqual([]);
  expect(asked).toHaveLength(1);

  asked[0]!.resolve(JSON.stringify(USAGE));
  await turn();
  expect(besides.of([place])).toEqual([{ kind: 'child', memory: FIGURES }]);
  expect(asked).toHaveLength(2);
});

test('one that goes while it is asked does no harm, and counts no more once it is not among those there', async () => {
  const { place, asked } = childToAnswer();
  place.memory = FIGURES;
  const besides = new MemoryBesides();
  besides.of([place]);
  asked[0]!.reject(new Error('gone'));
  await turn();
  expect(besides.of([place])).toEqual([{ kind: 'child', memory: FIGURES }]);
  expect(besides.of([])).toEqual([]);
});
