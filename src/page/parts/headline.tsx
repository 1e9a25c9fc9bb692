import type { ComponentChildren } from 'preact';
import type { PageData } from '../../report/html/page-data.ts';
import { formatBytes } from '../../report/units.ts';
import { type FirstGrowth, type Pair, topGrowth } from '../model/growth-rows.ts';
import { clipName } from '../model/clip.ts';
import { Command } from './basics.tsx';

/** Whether it grew, and by how much, in a sentence. */
export function Headline({ page, pair, first }: { page: PageData; pair: Pair; first: FirstGrowth | null }) {
  const { growth } = page;
  if (page.memory === null && page.kind === 'run') {
    return (
      <Title text="Nothing was recorded">
        The program ended before its first line ran. What it printed says why.
      </Title>
    );
  }
  if (growth === null || first === null) {
    return (
      <Title text="Nothing to compare yet">
        Two moments with figures are needed. Call <Command>mark('turn')</Command> in the program’s loop to see
        what grows.
      </Title>
    );
  }
  const [from, to] = pair.map((moment) => clipName(growth.moments[moment]!));
  const { total, apart } = first.table;
  const change = total.sizeDiff - apart.sizeDiff;
  const heaps = growth.heaps.length > 1 ? `, in all its ${growth.heaps.length} heaps` : '';
  const what = first.what === 'objects' ? 'The program’s objects' : 'Allocations that are alive';
  const after = total.size - apart.size;
  return (
    <Title
      text={
        change > 0
          ? `Grew by ${formatBytes(change)} from ${from} to ${to}`
          : `Did not grow from ${from} to ${to}`
      }
    >
      {what}
      {heaps}: {formatBytes(after - change)} at {from}, {formatBytes(after)} at {to}.{' '}
      {topGrowth(first.table, 1).length > 0 ? null : (
        <>
          If you expected otherwise, choose other moments under <a href="#growth">Growth</a>.
        </>
      )}
    </Title>
  );
}

function Title({ text, children }: { text: string; children: ComponentChildren }) {
  return (
    <div class="headline">
      <h2 id="view-title" tabIndex={-1}>
        {text}
      </h2>
      <p>{children}</p>
    </div>
  );
}
