import type { ComponentChildren } from 'preact';
import type { PageData } from '../../report/html/page-data.ts';
import { formatBytes, formatBytesDiff, formatCount } from '../../report/units.ts';
import { type FirstGrowth, type Pair, topGrowth } from '../model/growth-rows.ts';
import { Command } from './basics.tsx';

/** What grew, in a sentence, and where to look next. */
export function Headline({ page, pair, first }: { page: PageData; pair: Pair; first: FirstGrowth | null }) {
  const { growth } = page;
  if (page.memory === null && page.kind === 'run') {
    return (
      <Title
        text="Nothing was recorded"
        more={<>The program ended before its first line ran. What it printed says why.</>}
      />
    );
  }
  if (growth === null || first === null) {
    return (
      <Title
        text="Nothing to compare yet"
        more={
          <>
            Two moments with figures are needed. Call <Command>mark('turn')</Command> in the program’s loop to
            see what grows.
          </>
        }
      />
    );
  }
  const [from, to] = pair.map((moment) => growth.moments[moment]);
  const { total, apart } = first.table;
  const change = total.sizeDiff - apart.sizeDiff;
  const text = `From ${from} to ${to} the program’s ${first.what} ${change >= 0 ? 'grew' : 'shrank'} by ${formatBytes(Math.abs(change))}`;
  const top = topGrowth(first.table, 1)[0];
  const more =
    top === undefined ? (
      <>Nothing grew. If you expected otherwise, choose other moments under Growth.</>
    ) : (
      <>
        <code>{top.name}</code> answers for <b>{formatBytesDiff(top.held ?? top.sizeDiff)}</b>
        {top.countDiff > 0 ? `: ${formatCount(top.countDiff)} more are alive` : ''}. See{' '}
        <a href="#growth">what grew</a>, <a href="#flame">who made it</a>
        {page.suspects.length === 0 ? null : (
          <>
            {' '}
            and <a href="#suspects">who keeps it</a>
          </>
        )}
        .
      </>
    );
  return <Title text={text} more={more} />;
}

function Title({ text, more }: { text: string; more: ComponentChildren }) {
  return (
    <div class="headline">
      <h2 id="view-title" tabIndex={-1}>
        {text}
      </h2>
      <p>{more}</p>
    </div>
  );
}
