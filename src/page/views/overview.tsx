import { useMemo } from 'preact/hooks';
import type { GrowthData, PageData } from '../../report/html/page-data.ts';
import { formatBytes, formatBytesDiff, formatCount } from '../../report/units.ts';
import { type GrowthRow, type Pair, growthBetween, topGrowth } from '../model/growth-rows.ts';
import type { Theme } from '../model/theme.ts';
import { BytesDiff, CountDiff, Panel } from '../parts/basics.tsx';
import { MemoryChart } from '../parts/memory-chart.tsx';
import { withCode } from './suspects.tsx';

const MOST_ROWS = 5;

interface Props {
  readonly page: PageData;
  readonly pair: Pair;
  readonly theme: Theme;
}

/** What happened, in a sentence and a picture, and where to look next. */
export function OverviewView({ page, pair, theme }: Props) {
  const { memory, growth, suspects, notes } = page;
  const rows = useMemo(() => (growth === null ? [] : topRows(growth, pair)), [growth, pair]);
  return (
    <section class="view" aria-labelledby="view-title">
      <Headline page={page} pair={pair} top={rows[0]} />
      {notes.map(({ kind, text }, i) => (
        <p key={i} class={`note note-${kind}`}>
          {text}
        </p>
      ))}
      {memory === null ? null : <Figures page={page} />}
      {memory === null ? null : (
        <Panel title="Memory over time" aside={<a href="#memory">Look closer</a>}>
          <MemoryChart memory={memory} theme={theme} height={260} />
        </Panel>
      )}
      <div class="columns">
        {growth === null ? null : (
          <Panel title="What grew" aside={<a href="#growth">All of it</a>}>
            <TopRows rows={rows} />
          </Panel>
        )}
        <Panel
          title="Suspects"
          aside={suspects.length === 0 ? null : <a href="#suspects">See who keeps them</a>}
        >
          {suspects.length === 0 ? (
            <p class="dim">
              Nothing is suspect. {page.kind === 'run' ? <a href="#suspects">What that means</a> : null}
            </p>
          ) : (
            <ol class="sentences">
              {suspects.slice(0, MOST_ROWS).map(({ fingerprint, sentence, advice }) => (
                <li key={fingerprint}>
                  {withCode(sentence)}.<span class="dim"> {advice}</span>
                </li>
              ))}
            </ol>
          )}
        </Panel>
      </div>
    </section>
  );
}

function topRows(growth: GrowthData, pair: Pair): GrowthRow[] {
  for (const table of growth.tables) {
    const between = growthBetween(growth, table, pair);
    if (between !== null) return topGrowth(between, MOST_ROWS);
  }
  return [];
}

function Headline({ page, pair, top }: { page: PageData; pair: Pair; top: GrowthRow | undefined }) {
  const { growth, memory } = page;
  const [from, to] = pair.map((moment) => growth?.moments[moment] ?? '');
  const find = (name: string | undefined) =>
    memory?.labels.find((label) => label.name === name)?.memory.heapUsedBytes;
  const [before, after] = [find(from), find(to)];
  const change = before === undefined || after === undefined ? null : after - before;
  if (growth === null) {
    return (
      <Title
        text="One moment was recorded"
        more={
          <>
            Call <code>mark('turn')</code> in the program’s loop to see what grows.
          </>
        }
      />
    );
  }
  const text =
    change === null
      ? `From ${from} to ${to}`
      : `From ${from} to ${to} the heap ${change >= 0 ? 'grew' : 'shrank'} by ${formatBytes(Math.abs(change))}`;
  const more =
    top === undefined ? (
      <>No class grew. Nothing to do here.</>
    ) : (
      <>
        <code>{top.name}</code> answers for <b>{formatBytesDiff(top.held ?? top.sizeDiff)}</b> of it
        {top.countDiff > 0 ? `: ${formatCount(top.countDiff)} more are alive` : ''}. See{' '}
        <a href="#growth">what grew</a>, <a href="#flame">who made it</a> and{' '}
        <a href="#suspects">who keeps it</a>.
      </>
    );
  return <Title text={text} more={more} />;
}

function Title({ text, more }: { text: string; more: preact.ComponentChildren }) {
  return (
    <div class="headline">
      <h2 id="view-title" tabIndex={-1}>
        {text}
      </h2>
      <p>{more}</p>
    </div>
  );
}

function Figures({ page: { memory } }: { page: PageData }) {
  const first = memory!.labels[0]!.memory;
  const last = memory!.labels.at(-1)!.memory;
  const peak = Math.max(...memory!.points.map(({ rssBytes }) => rssBytes));
  return (
    <dl class="figures">
      <Figure
        name="heap in use"
        value={last.heapUsedBytes}
        change={last.heapUsedBytes - first.heapUsedBytes}
      />
      <Figure
        name="array buffers"
        value={last.arrayBuffersBytes}
        change={last.arrayBuffersBytes - first.arrayBuffersBytes}
      />
      <Figure name="RSS" value={last.rssBytes} change={last.rssBytes - first.rssBytes} />
      <Figure name="RSS at its peak" value={peak} change={null} />
    </dl>
  );
}

function Figure({ name, value, change }: { name: string; value: number; change: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {formatBytes(value)}
        {change === null ? null : (
          <span class="change">
            <BytesDiff value={change} /> since the first label
          </span>
        )}
      </dd>
    </div>
  );
}

function TopRows({ rows }: { rows: readonly GrowthRow[] }) {
  if (rows.length === 0) return <p class="dim">Nothing grew between these two moments.</p>;
  const most = Math.max(...rows.map((row) => row.held ?? row.sizeDiff));
  return (
    <ul class="bars">
      {rows.map((row) => (
        <li key={`${row.name} ${row.detail}`}>
          <span class="bar-name">
            <code>{row.name}</code>
            <span class="dim">
              {' '}
              <CountDiff value={row.countDiff} />
            </span>
          </span>
          <BytesDiff value={row.held ?? row.sizeDiff} />
          <span
            class="bar"
            style={{ width: `${((row.held ?? row.sizeDiff) / most) * 100}%` }}
            aria-hidden="true"
          />
        </li>
      ))}
    </ul>
  );
}
