import { expect, test } from 'vitest';
import { type PlaceHistory, type PlaceMoment, spanOf } from '../../src/analysis/place-history.ts';

/** A moment that is told apart by its size. */
const moment = (heapUsedBytes: number): PlaceMoment => ({
  heapUsedBytes,
  data: { allocations: null, census: null },
});

/** Start 1, labels 10, 20, …, end 99. */
function history(place: Partial<PlaceHistory>): PlaceHistory {
  return {
    place: 'worker 3 (pool.js)',
    start: moment(1),
    at: [],
    firstLabel: 0,
    goneAtLabel: null,
    end: null,
    marks: [],
    ...place,
  };
}

function sizes(place: PlaceHistory, from: number, to: number) {
  const span = spanOf(place, from, to);
  if (span === null) return null;
  return [span.before.heapUsedBytes, span.after.heapUsedBytes, span.isNew, span.state];
}

test('one that is there all the time is compared label by label', () => {
  const place = history({ at: [moment(10), moment(20), moment(30)] });

  expect(sizes(place, 0, 2)).toEqual([10, 30, false, 'running']);
  expect(sizes(place, 1, 2)).toEqual([20, 30, false, 'running']);
});

test('one that came in between begins at its own start; before it there is none', () => {
  const place = history({ at: [null, null, moment(30)], firstLabel: 2 });

  expect(sizes(place, 0, 1)).toBe(null);
  expect(sizes(place, 0, 2)).toEqual([1, 30, true, 'running']);
});

test('one that ended keeps its last figures, and is no part of what came after', () => {
  const at = [moment(10), moment(20), null, null];
  const exited = history({ at, goneAtLabel: 2, end: moment(99) });
  const terminated = history({ at, goneAtLabel: 2 });

  expect(sizes(exited, 0, 2)).toEqual([10, 99, false, 'ended']);
  expect(sizes(exited, 1, 3)).toEqual([20, 99, false, 'ended']);
  expect(sizes(exited, 2, 3)).toBe(null);
  expect(sizes(terminated, 0, 3)).toEqual([10, 20, false, 'ended']);
});

test('one that came and went between two labels is told by its start and its end', () => {
  const place = history({ at: [null, null, null], firstLabel: 1, goneAtLabel: 1, end: moment(99) });

  expect(sizes(place, 0, 1)).toEqual([1, 99, true, 'ended']);
  expect(sizes(place, 1, 2)).toBe(null);
});

test('one that does not answer is as it was; when it answers again, the gap is bridged', () => {
  const place = history({ at: [moment(10), null, moment(30)] });

  expect(sizes(place, 0, 1)).toEqual([10, 10, false, 'silent']);
  expect(sizes(place, 1, 2)).toEqual([10, 30, false, 'running']);
});

test('one that went while the label was being taken was still seen there', () => {
  const place = history({ at: [moment(10), moment(20), null], goneAtLabel: 1, end: moment(99) });

  expect(sizes(place, 0, 1)).toEqual([10, 20, false, 'running']);
  expect(sizes(place, 1, 2)).toEqual([20, 99, false, 'ended']);
});

test('one that was there and was first seen later begins with that, and is not new', () => {
  const place = history({ start: null, at: [null, moment(20), moment(30)] });

  expect(sizes(place, 0, 2)).toEqual([20, 30, false, 'running']);
  expect(sizes(place, 0, 1)).toEqual([20, 20, false, 'running']);
});
