import { useMemo } from 'preact/hooks';
import type { PageData } from '../../report/html/page-data.ts';
import { type Pair, firstGrowth, topGrowth } from '../model/growth-rows.ts';
import type { Theme } from '../model/theme.ts';
import { Panel } from '../parts/basics.tsx';
import { Figures } from '../parts/figures.tsx';
import { Headline } from '../parts/headline.tsx';
import { MemoryChart } from '../parts/memory-chart.tsx';
import { MOST_SHOWN, TopRows } from '../parts/top-rows.tsx';
import { TopSuspects } from '../parts/top-suspects.tsx';

interface Props {
  readonly page: PageData;
  readonly pair: Pair;
  readonly theme: Theme;
}

/** What happened, in a sentence and a picture, and where to look next. */
export function OverviewView({ page, pair, theme }: Props) {
  const { memory, growth, notes } = page;
  const first = useMemo(() => growth && firstGrowth(growth, pair), [growth, pair]);
  return (
    <section class="view" aria-labelledby="view-title">
      <Headline page={page} pair={pair} first={first} />
      {notes.map(({ kind, text }, i) => (
        <p key={i} class={`note note-${kind}`}>
          {text}
        </p>
      ))}
      {memory === null ? null : <Figures memory={memory} growth={growth} pair={pair} />}
      {memory === null ? null : (
        <Panel title="Memory over time" aside={<a href="#memory">Look closer</a>}>
          <MemoryChart memory={memory} theme={theme} height={240} start="javascript" />
        </Panel>
      )}
      <div class="columns">
        {growth === null ? null : (
          <Panel title="What grew" aside={<a href="#growth">All of it</a>}>
            <TopRows rows={first === null ? [] : topGrowth(first.table, MOST_SHOWN)} />
          </Panel>
        )}
        {page.kind === 'diff' || growth === null ? null : <TopSuspects page={page} />}
      </div>
    </section>
  );
}
