import { type DiffOrder, byDiff } from '../allocations/compare.ts';
import { byText } from '../base/order.ts';
import { byConstructorDiff, byNativeGrowth } from './compare-constructors.ts';
import type { Changes, LabelData } from './label-data.ts';
import {
  type PlaceHistory,
  type PlaceMarkMoment,
  type PlaceSpan,
  spanAcross,
  spanOf,
} from './place-history.ts';
import type { AllocationRow, ComparisonResult, PlaceRow } from './results.ts';

/** What the main program is called where others stand beside it. */
export const MAIN_PLACE = 'main';

const MOST_OWNERS = 20;

const STAYED = { state: 'running', isNew: false } as const;

type Compare = (after: LabelData, before: LabelData) => Changes;

/** A place, and what became of it between two labels. */
export interface NamedSpan extends PlaceSpan {
  readonly place: string;
}

/** The places that were there between two labels, in their order. */
export function spansOf(histories: readonly PlaceHistory[], from: number, to: number): NamedSpan[] {
  return histories.flatMap((history) => {
    const span = spanOf(history, from, to);
    return span === null ? [] : [{ ...span, place: history.place }];
  });
}

/** The places that are there at the later of two labels of two runs; those of one name are taken for the same. */
export function spansAcross(
  after: readonly PlaceHistory[],
  to: number,
  before: readonly PlaceHistory[],
  from: number,
): NamedSpan[] {
  return after.flatMap((history) => {
    const same = before.find(({ place }) => place === history.place);
    const span = spanAcross(history, to, same, from);
    return span === null ? [] : [{ ...span, place: history.place }];
  });
}

/**
 * Puts the rows of worker threads and child processes beside those of the main program, so that all rows add up to
 * the whole program's growth. The heap a thread is born with is V8's and Node's own: it counts as bookkeeping.
 *
 * @param heapUsedBytes - The main program's, at the later label.
 */
export function addPlaces(
  main: ComparisonResult,
  heapUsedBytes: number,
  spans: readonly NamedSpan[],
  compare: Compare,
  sort: DiffOrder,
): ComparisonResult {
  const places: PlaceRow[] = [
    { place: MAIN_PLACE, heapUsedBytes, heapUsedDiffBytes: main.heapUsedDiffBytes, ...STAYED },
    ...spans.map((span) => ({
      place: span.place,
      heapUsedBytes: span.after.heapUsedBytes,
      heapUsedDiffBytes: span.after.heapUsedBytes - (span.isNew ? 0 : span.before.heapUsedBytes),
      state: span.state,
      isNew: span.isNew,
    })),
  ];
  return {
    ...main,
    heapUsedDiffBytes: places.reduce((total, place) => total + place.heapUsedDiffBytes, 0),
    places,
    ...addRows(changesOf(main), spans, compare, sort),
  };
}

/** The changes of the main program and of all places, in one order. */
export function addRows(
  main: Changes,
  spans: readonly NamedSpan[],
  compare: Compare,
  sort: DiffOrder,
): Changes {
  const all = [
    placed(main, MAIN_PLACE),
    ...spans.map((span) => placed(compareSpan(span, compare), span.place)),
  ];
  const sum = (of: (changes: Changes) => number): number =>
    all.reduce((total, changes) => total + of(changes), 0);
  const natives = all.flatMap(({ nativeGrowth }) => nativeGrowth ?? []).toSorted(byNativeGrowth);
  const rows = (of: (changes: Changes) => readonly AllocationRow[]): AllocationRow[] =>
    all.flatMap(of).toSorted((a, b) => byDiff(sort)(a, b) || byText(a.file, b.file));
  return {
    internalsDiffBytes: sum((changes) => changes.internalsDiffBytes),
    lineno: rows((changes) => changes.lineno),
    filename: rows((changes) => changes.filename),
    module: rows((changes) => changes.module),
    traceback: rows((changes) => changes.traceback),
    constructor: all.flatMap((changes) => changes.constructor).toSorted(byConstructorDiff(sort)),
    bookkeepingDiffBytes: sum((changes) => changes.bookkeepingDiffBytes),
    ...(natives.length > 0 && { nativeGrowth: natives[0] }),
    owners: all
      .flatMap((changes) => changes.owners)
      .toSorted((a, b) => b.sizeDiffBytes - a.sizeDiffBytes)
      .slice(0, MOST_OWNERS),
  };
}

/** What grew in a place from the first to the last of the labels it gave itself by one name. */
export function compareMarks(histories: readonly PlaceHistory[], compare: Compare): ComparisonResult[] {
  return histories.flatMap(({ place, marks }) =>
    [...seriesOf(marks).values()].flatMap((series): ComparisonResult[] => {
      const [first] = series;
      const last = series.at(-1);
      if (first === undefined || last === undefined || series.length < 2) return [];
      const heapUsedDiffBytes = last.heapUsedBytes - first.heapUsedBytes;
      return [
        {
          from: `${place}: ${first.name}`,
          to: last.name,
          span: 'series',
          heapUsedDiffBytes,
          places: [{ place, heapUsedBytes: last.heapUsedBytes, heapUsedDiffBytes, ...STAYED }],
          ...placed(compare(last.data, first.data), place),
        },
      ];
    }),
  );
}

function seriesOf(marks: readonly PlaceMarkMoment[]): Map<string, PlaceMarkMoment[]> {
  const series = new Map<string, PlaceMarkMoment[]>();
  for (const mark of marks) series.set(mark.givenName, [...(series.get(mark.givenName) ?? []), mark]);
  return series;
}

function compareSpan({ after, before, isNew }: NamedSpan, compare: Compare): Changes {
  const changes = compare(after.data, before.data);
  if (!isNew) return changes;
  const bornWith = before.data.census?.totalSize ?? 0;
  return { ...changes, bookkeepingDiffBytes: changes.bookkeepingDiffBytes + bornWith };
}

function changesOf(main: ComparisonResult): Changes {
  const { from: _from, to: _to, span: _span, heapUsedDiffBytes: _diff, places: _places, ...changes } = main;
  return changes;
}

function placed(changes: Changes, place: string): Changes {
  const add = <Row extends object>(rows: readonly Row[]): (Row & { place: string })[] =>
    rows.map((row) => ({ ...row, place }));
  return {
    ...changes,
    lineno: add(changes.lineno),
    filename: add(changes.filename),
    module: add(changes.module),
    traceback: add(changes.traceback),
    constructor: add(changes.constructor),
    owners: add(changes.owners),
  };
}
