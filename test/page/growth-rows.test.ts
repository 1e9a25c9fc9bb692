import { array, assert, integer, nat, option, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { placeSource } from '../../src/analysis/moments/heap-sources.ts';
import { type PlaceHistory, type PlaceMoment, spanOf } from '../../src/analysis/place-history.ts';
import { spanOf as pageSpanOf } from '../../src/page/model/growth-rows.ts';

const LABELS = 5;

/** A moment that is told apart by its size. */
const moment = integer({ min: 1, max: 1000 }).map((heapUsedBytes): PlaceMoment => {
  return { heapUsedBytes, data: { allocations: null, census: null } };
});

/** Any worker or child: where it comes and goes, and where it does not answer. */
const histories = record({
  at: array(option(moment), { minLength: LABELS, maxLength: LABELS }),
  came: nat(LABELS - 1),
  lived: nat(LABELS),
  start: moment,
  end: option(moment),
}).map(({ at, came, lived, start, end }): PlaceHistory => {
  const gone = came + lived;
  return {
    place: 'worker 3 (pool.js)',
    start,
    at: at.map((seen, label) => (label >= came && label < gone ? seen : null)),
    firstLabel: came,
    goneAtLabel: gone < LABELS ? gone : null,
    end: gone < LABELS ? end : null,
    marks: [],
  };
});

test('between any two labels the page tells of a worker or child what the report in the terminal tells', () => {
  const labels = Array.from({ length: LABELS }, (_, label) => label);
  assert(
    property(histories, nat(LABELS - 2), nat(LABELS), (history, from, further) => {
      const to = Math.min(LABELS - 1, from + 1 + further);
      const heap = placeSource(history, labels);
      const known = spanOf(history, from, to);
      const onPage = pageSpanOf(heap, [from, to]);
      if (known === null) {
        expect(onPage).toBeNull();
        return;
      }
      expect(onPage).toEqual({ isNew: known.isNew });
      expect(heap.heapUsedBytes[to]).toBe(known.after.heapUsedBytes);
      if (!known.isNew) expect(heap.heapUsedBytes[from]).toBe(known.before.heapUsedBytes);
    }),
    { seed: 7, numRuns: 2000 },
  );
});
