import { useMemo } from 'preact/hooks';
import type { MemoryResult } from '../../analysis/results.ts';
import type { GrowthData, MemoryData, PageData } from '../../report/html/page-data.ts';
import { formatBytes, formatBytesDiff, formatCount } from '../../report/units.ts';
import {
  type GrowthRow,
  type GrowthTable,
  type Pair,
  growthBetween,
  topGrowth,
} from '../model/growth-rows.ts';
import type { Theme } from '../model/theme.ts';
import { BytesDiff, Command, CountDiff, Panel } from '../parts/basics.tsx';
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
            <TopRows rows={first === null ? [] : topGrowth(first.table, MOST_ROWS)} />
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

/** The growth table the page begins with: of objects when there are snapshots, else of allocations. */
function firstGrowth(growth: GrowthData, pair: Pair): { what: string; table: GrowthTable } | null {
  for (const table of growth.tables) {
    const between = growthBetween(growth, table, pair);
    if (between !== null)
      return { what: table.by === 'constructor' ? 'objects' : 'live allocations', table: between };
  }
  return null;
}

function Headline({
  page,
  pair,
  first,
}: {
  page: PageData;
  pair: Pair;
  first: ReturnType<typeof firstGrowth>;
}) {
  const { growth } = page;
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

/** The process at the later of the two moments, and what changed since the earlier one. */
function Figures({ memory, growth, pair }: { memory: MemoryData; growth: GrowthData | null; pair: Pair }) {
  const find = (moment: number) => memory.labels.find(({ name }) => name === growth?.moments[moment]);
  const before = find(pair[0]) ?? memory.labels[0]!;
  const after = find(pair[1]) ?? memory.labels.at(-1)!;
  const peak = Math.max(...memory.points.map(({ rssBytes }) => rssBytes));
  const change = (of: (figures: MemoryResult) => number) => ({
    value: of(after.memory),
    change: of(after.memory) - of(before.memory),
    since: before.name,
  });
  return (
    <dl class="figures">
      <Figure name={`heap in use at ${after.name}`} {...change(({ heapUsedBytes }) => heapUsedBytes)} />
      <Figure
        name={`array buffers at ${after.name}`}
        {...change(({ arrayBuffersBytes }) => arrayBuffersBytes)}
      />
      <Figure name={`RSS at ${after.name}`} {...change(({ rssBytes }) => rssBytes)} />
      <Figure name="RSS at its peak" value={peak} change={null} since="" />
    </dl>
  );
}

function Figure(props: { name: string; value: number; change: number | null; since: string }) {
  const { name, value, change, since } = props;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {formatBytes(value)}
        {change === null ? null : (
          <span class="change">
            <BytesDiff value={change} /> since {since}
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
