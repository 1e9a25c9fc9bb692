import { createFrameResolver } from '../../allocations/resolve-frames.ts';
import { mapHeap } from '../../analysis/heap-map/heap-map.ts';
import { WHOLE_MAP } from '../../analysis/heap-map/map-settings.ts';
import { ViewedHeap } from '../../analysis/views/viewed-heap.ts';
import { isOwnScript } from '../../capture/own-code.ts';
import type { CheckResult } from '../../check/result.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import { checkPage } from '../../report/html/check-page.ts';
import type { NamedHeap } from '../../report/html/page-data.ts';
import { formatCount } from '../../report/units.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import type { LastHeap } from '../check/run-check.ts';
import type { Io } from '../io.ts';
import { type HtmlOptions, pageOrigin, writePage } from './html-option.ts';

/**
 * Writes the page of a check, if one is wanted.
 *
 * @param last - The heap at its end; null when no snapshot was taken.
 * @throws MemprofError `WRITE_FAILED`.
 */
export function writeCheckPage(
  result: CheckResult,
  last: LastHeap | null,
  options: HtmlOptions,
  io: Io,
): void {
  if (options.html === undefined) return;
  const heaps = last === null ? [] : [mapOf(last, result, io.cwd)];
  writePage(checkPage(result, heaps, pageOrigin(io)), options, io);
}

function mapOf({ tables, iterations, scripts }: LastHeap, { suspects }: CheckResult, cwd: string): NamedHeap {
  const resolve = createFrameResolver({
    sourceMaps: new SourceMaps(scripts),
    cwd,
    isOwn: isOwnScript,
  });
  // Before the graph moves sizes to owners.
  const ownSize = tables.selfSize.slice();
  const heap = new ViewedHeap(new HeapGraph(tables), ownSize, { resolve });
  const wanted = new Set(suspects.map(({ constructorName }) => constructorName));
  return {
    label: `${formatCount(iterations)} iterations`,
    place: null,
    analyze: null,
    isStart: true,
    map: mapHeap(heap, { ...WHOLE_MAP, wanted }),
  };
}
