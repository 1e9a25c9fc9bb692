import type { CheckResult } from '../../check/result.ts';
import { formatAmount } from '../amount.ts';
import { headlineFor, outsideLines } from '../check-words.ts';
import { formatBytes, formatBytesDiff } from '../units.ts';
import { heapEntries } from './heap-entries.ts';
import type { CheckData, NamedHeap, PageData, WholePage } from './page-data.ts';
import type { PageOrigin } from './run-page.ts';
import { checkedSuspectData } from './suspect-data.ts';

/** The page of a check. */
export function checkPage(
  result: CheckResult,
  heaps: readonly NamedHeap[],
  { version, writtenAt }: PageOrigin,
): WholePage {
  const { target, suspects } = result;
  const data: PageData = {
    kind: 'check',
    title: [target.file, ...target.args].join(' '),
    facts: [WORK[target.kind], result.fails ? 'fails the build' : 'does not fail the build'],
    version,
    writtenAt: writtenAt.toISOString(),
    capture: null,
    notes: result.notes.map((text) => ({ kind: 'warning', text })),
    memory: null,
    places: null,
    growth: null,
    suspects: suspects.map(checkedSuspectData),
    ...heapEntries(heaps),
    buffers: [],
    check: checkData(result),
  };
  return { data, heaps: heaps.map(({ map }) => map) };
}

const WORK = {
  module: 'a module, iteration by iteration',
  label: 'a program, label by label',
  server: 'a server, request by request',
} as const;

function checkData(result: CheckResult): CheckData {
  const { verdict, fails, growing, series, budgets } = result;
  return {
    verdict,
    headline: headlineFor(result),
    fails,
    perIteration: perIteration(result),
    series: series.filter(({ points }) => points.length > 1),
    growing: growing.map(({ kind, perIteration: each }) => ({ name: kind, ...each })),
    outside: outsideLines(result),
    budgets: budgets.map(({ text, unit, actual, isBroken }) => {
      const value = unit === 'bytes' ? formatBytes(actual ?? 0) : formatAmount(actual ?? 0);
      return { text: `${text}: ${actual === null ? 'not known here' : value}`, isBroken };
    }),
  };
}

function perIteration({ perIteration: each, shape }: CheckResult): CheckData['perIteration'] {
  return [
    { name: 'bytes each iteration', value: formatBytesDiff(each.bytes) },
    { name: 'objects each iteration', value: `${each.objects > 0 ? '+' : ''}${formatAmount(each.objects)}` },
    { name: 'ArrayBuffers each iteration', value: formatBytesDiff(each.arrayBuffersBytes) },
    ...(shape === null ? [] : [{ name: 'shape of the growth', value: shape }]),
  ];
}
