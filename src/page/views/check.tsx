import { useMemo } from 'preact/hooks';
import { formatAmount } from '../../report/amount.ts';
import type { CheckData, PageData } from '../../report/html/page-data.ts';
import { formatBytes, formatBytesDiff, formatCount } from '../../report/units.ts';
import type { Theme } from '../model/theme.ts';
import { Answer, type AnswerItem } from '../parts/answer.tsx';
import { Command, Panel } from '../parts/basics.tsx';
import { keptBySuspect } from '../parts/run-answer.tsx';
import { TimeChart } from '../parts/time-chart.tsx';
import { TopSuspects } from '../parts/top-suspects.tsx';

/** The verdict of a check, what an iteration adds, and the series it was judged by. */
export function CheckView({ page, theme }: { page: PageData; theme: Theme }) {
  const check = page.check!;
  return (
    <section class="view" aria-labelledby="view-title">
      <div class={`headline verdict-${check.verdict}`}>
        <h2 id="view-title" tabIndex={-1}>
          {check.headline}
        </h2>
        <p>{nextFor(check.verdict, page.title)}</p>
      </div>
      <CheckAnswer suspects={page.suspects} />
      {check.verdict !== 'leak' ? null : (
        <dl class="figures">
          {check.perIteration.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {page.suspects.length < 2 ? null : <TopSuspects page={page} />}
      <Growing check={check} />
      <div class="columns">
        {check.series.filter(isMoving).map((series) => (
          <Series key={series.name} series={series} theme={theme} />
        ))}
      </div>
      <LevelSeries series={check.series.filter((series) => !isMoving(series))} />
    </section>
  );
}

/** What grows, where it is made, what keeps it and what to do; nothing where nothing is suspect. */
function CheckAnswer({ suspects }: Pick<PageData, 'suspects'>) {
  const [suspect] = suspects;
  if (suspect === undefined) return null;
  const site = suspect.allocations[0];
  const { count, bytes } = suspect.perIteration;
  const items: AnswerItem[] = [
    {
      question: 'What grows',
      answer: <code>{suspect.objectName}</code>,
      more: `${formatAmount(count) === '0' ? '' : `${formatAmount(count)} more, `}${formatBytesDiff(bytes)} each iteration with all that hangs on it`,
    },
    ...(site === undefined
      ? []
      : [
          {
            question: 'Where it is made',
            answer: <code>{site.stack[0] ?? 'unknown'}</code>,
            more: `${formatCount(site.count)} of them, ${formatBytes(site.bytes)}`,
          },
        ]),
    keptBySuspect(suspect),
    { question: 'What to do', answer: suspect.upstream?.advice ?? suspect.advice },
  ];
  return <Answer items={items} />;
}

function nextFor(verdict: CheckData['verdict'], title: string): preact.ComponentChildren {
  if (verdict === 'clean') return 'What an iteration makes is let go of. Nothing to do.';
  if (verdict === 'leak') {
    return (
      <>
        Each iteration leaves something behind. See <a href="#suspects">who keeps it</a>, let go there, and
        check again.
      </>
    );
  }
  return (
    <>
      Neither leak nor clean so far, so there are no figures for an iteration. Look at the series below, or
      give it more time: <Command>memprof check --max-time 120s {title}</Command>
    </>
  );
}

function Growing({ check: { growing, outside, budgets } }: { check: CheckData }) {
  if (growing.length === 0 && outside.length === 0 && budgets.length === 0) return null;
  return (
    <Panel title="What an iteration adds">
      <ul class="objects">
        {growing.map(({ name, count, bytes }) => (
          <li key={name}>
            <code>{name}</code>
            <span class="number grown">
              {formatAmount(count) === '0' ? '' : `+${formatAmount(count)}, `}+{formatBytes(bytes)}
            </span>
          </li>
        ))}
        {outside.map((text) => (
          <li key={text}>{text}</li>
        ))}
        {budgets.map(({ text, isBroken }) => (
          <li key={text}>
            <span>Budget {text}</span>
            <span class={isBroken ? 'grown' : 'shrunk'}>{isBroken ? 'broken' : 'kept'}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Series({
  series: { name, unit, points },
  theme,
}: {
  series: CheckData['series'][number];
  theme: Theme;
}) {
  const x = useMemo(() => points.map(({ iterations }) => iterations), [points]);
  const format = unit === 'bytes' ? formatBytes : formatCount;
  const series = useMemo(() => {
    const values = points.map(({ value }) => value);
    return [{ name: nameOfSeries(name), color: 'used', isArea: false, values, drawn: values }];
  }, [points, name]);
  return (
    <Panel title={nameOfSeries(name)}>
      <TimeChart
        label={`${nameOfSeries(name)} over the iterations: from ${format(points[0]!.value)} to ${format(points.at(-1)!.value)}.`}
        theme={theme}
        height={180}
        x={x}
        formatX={formatCount}
        unitX="iterations"
        formatY={format}
        series={series}
        marks={NO_MARKS}
      />
    </Panel>
  );
}

/** Below this share of its highest value, a series is told in a line. */
const LEAST_MOVE = 0.02;

function isMoving({ points }: CheckData['series'][number]): boolean {
  const values = points.map(({ value }) => value);
  const highest = Math.max(...values);
  return highest - Math.min(...values) > highest * LEAST_MOVE;
}

function LevelSeries({ series }: { series: CheckData['series'] }) {
  if (series.length === 0) return null;
  return (
    <Panel title="What stayed level">
      <ul class="objects">
        {series.map(({ name, unit, points }) => (
          <li key={name}>
            <span>{nameOfSeries(name)}</span>
            <span class="number">
              {unit === 'bytes' ? formatBytes(points.at(-1)!.value) : formatCount(points.at(-1)!.value)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What people call the series that are named as in Node. */
const NAMES: Record<string, string> = {
  heapUsed: 'heap in use',
  external: 'external memory',
  arrayBuffers: 'array buffers',
  rss: 'RSS',
  fileDescriptors: 'file descriptors',
};

function nameOfSeries(name: string): string {
  return NAMES[name] ?? name;
}

const NO_MARKS: readonly { readonly x: number; readonly name: string }[] = [];
