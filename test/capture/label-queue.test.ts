import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabelQueue } from '../../src/capture/label-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A label whose snapshot takes until it is told to end. */
function label(queue: LabelQueue, analysis: () => void): () => void {
  let end = (): void => undefined;
  const written = new Promise<void>((resolve) => (end = resolve));
  queue.add(async () => {
    await written;
    queue.leave(analysis);
  });
  queue.addWithAnalysis(async () => undefined);
  return end;
}

const newQueue = () => new LabelQueue(() => false, expect.unreachable);

test('a label is analysed when no other comes for a while', async () => {
  const queue = newQueue();
  const analysis = vi.fn();
  label(queue, analysis)();
  await queue.drained();

  expect(analysis).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  expect(analysis).toHaveBeenCalledOnce();
});

test('no analysis comes between a label and the next, however long the first took', async () => {
  const queue = newQueue();
  const [first, second] = [vi.fn(), vi.fn()];
  label(queue, first)();
  await queue.drained();
  const end = label(queue, second);
  // The first label's time is over while V8 writes the second's snapshot.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(first).not.toHaveBeenCalled();
  end();
  await queue.drained();

  expect(first).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1999);
  expect(second).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(second).toHaveBeenCalledOnce();
});

test('a task that fails is told, and those behind it are done', async () => {
  const warnings: string[] = [];
  const queue = new LabelQueue(
    () => false,
    (text) => void warnings.push(text),
  );
  queue.add(() => Promise.reject(new Error('no answer')));
  const analysis = vi.fn();
  label(queue, analysis)();
  await queue.drained();
  queue.analyse();

  expect(warnings).toEqual(['A label was lost: no answer']);
  expect(analysis).toHaveBeenCalledOnce();
});
