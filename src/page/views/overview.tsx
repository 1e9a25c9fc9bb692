import { useMemo } from 'preact/hooks';
import type { PageData } from '../../report/html/page-data.ts';
import { type Pair, firstGrowth, topGrowth, topLines } from '../model/growth-rows.ts';
import type { Theme } from '../model/theme.ts';
import { Panel } from '../parts/basics.tsx';
import { Figures } from '../parts/figures.tsx';
import { Headline } from '../parts/headline.tsx';
import { MemoryChart } from '../parts/memory-chart.tsx';
import { RunAnswer } from '../parts/run-answer.tsx';
import { MOST_SHOWN, TopRows } from '../parts/top-rows.tsx';
import { TopSuspects } from '../parts/top-suspects.tsx';

interface Props {
  readonly page: PageData;
  readonly pair: Pair;
  readonly theme: Theme;
}

/** Whether it grew, what it is, where it is made and what to do; then the figures behind it. */
export function OverviewView({ page, pair, theme }: Props) {
  const { memory, growth, notes } = page;
  const first = useMemo(() => growth && firstGrowth(growth, pair), [growth, pair]);
  const lines = useMemo(() => (growth === null ? [] : topLines(growth, pair, MOST_SHOWN)), [growth, pair]);
  return (
    <section class="view" aria-labelledby="view-title">
      <Headline page={page} pair={pair} first={first} />
      {first === null ? null : <RunAnswer page={page} pair={pair} first={first} />}
      {notes.map(({ kind, text }, i) => (
        <p key={i} class={`note note-${kind}`}>
          {text}
        </p>
      ))}
      {memory === null ? null : (
        <Panel title="Memory over time" aside={<a href="#memory">Look closer</a>}>
          <MemoryChart memory={memory} theme={theme} height={220} start="javascript" />
        </Panel>
      )}
      {memory === null ? null : <Figures memory={memory} growth={growth} pair={pair} />}
      {growth === null || first === null ? null : (
        <div class="columns">
          {first.what === 'objects' ? (
            <Panel title="What grew" aside={<a href="#growth">All of it</a>}>
              <TopRows rows={topGrowth(first.table, MOST_SHOWN)} />
            </Panel>
          ) : null}
          {lines.length === 0 ? null : (
            <Panel title="Where it was made" aside={<a href="#flame">Flame graph</a>}>
              <TopRows rows={lines} />
            </Panel>
          )}
        </div>
      )}
      {page.suspects.length > 1 ? <TopSuspects page={page} /> : null}
    </section>
  );
}
