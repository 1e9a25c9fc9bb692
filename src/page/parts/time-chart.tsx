import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { formatBytes } from '../../report/units.ts';
import { cssColor } from '../model/colors.ts';
import type { Theme } from '../model/theme.ts';

/** A line or an area of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** Name of its colour in the style sheet. */
  readonly color: string;
  readonly isArea: boolean;
  /** What is drawn: for stacked areas, the sum of those below and itself. */
  readonly drawn: readonly number[];
  /** What is told. */
  readonly values: readonly number[];
}

interface Props {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly theme: Theme;
  readonly height: number;
  readonly x: readonly number[];
  readonly formatX: (x: number) => string;
  /** What x counts, said beside it; left out where its format says so. */
  readonly unitX?: string;
  readonly formatY?: (y: number) => string;
  /** Drawn one after the other: the highest area first. */
  readonly series: readonly ChartSeries[];
  readonly marks: readonly { readonly x: number; readonly name: string }[];
}

/** A chart over time; arrow keys move along it, and the legend tells the figures there. */
export function TimeChart(props: Props) {
  const { label, theme, height, x, formatX, formatY = formatBytes, series, marks } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    const element = place.current!;
    const options = optionsFor(props, element.clientWidth, setAt);
    const drawn = new uPlot(options, [[...x], ...series.map((each) => [...each.drawn])], element);
    plot.current = drawn;
    const watcher = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.destroy();
    };
  }, [theme, x, series, marks]);
  const move = (by: number): void => {
    const next = Math.min(x.length - 1, Math.max(0, (at ?? (by > 0 ? -1 : x.length)) + by));
    const drawn = plot.current!;
    drawn.setCursor({ left: drawn.valToPos(x[next]!, 'x'), top: 0 });
    setAt(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    move(event.key === 'ArrowRight' ? 1 : -1);
  };
  const shown = at ?? x.length - 1;
  return (
    <div class="chart">
      <div
        ref={place}
        class="plot"
        role="img"
        aria-label={`${label} Arrow keys move along it.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      <dl class="legend" aria-live="polite">
        <div class="legend-at">
          <dt>{at === null ? 'at the end' : 'at'}</dt>
          <dd>
            {formatX(x[shown] ?? 0)}
            {props.unitX === undefined ? '' : ` ${props.unitX}`}
          </dd>
        </div>
        {series.map(({ name, color, isArea, values }) => (
          <div key={name}>
            <dt>
              <i class={isArea ? `key area-${color}` : `key line-${color}`} aria-hidden="true" />
              {name}
            </dt>
            <dd>{formatY(values[shown] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function optionsFor(
  { height, formatX, formatY = formatBytes, series, marks }: Props,
  width: number,
  onMove: (at: number | null) => void,
): uPlot.Options {
  const isInBytes = formatY === formatBytes;
  const [ink, line] = [cssColor('muted'), cssColor('line')];
  const axis = {
    stroke: ink,
    font: '12px system-ui, sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    padding: [marks.length > 0 ? 22 : 8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false } },
    scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.06 : 1] } },
    axes: [
      { ...axis, size: 30, space: 80, grid: { show: false }, values: (_plot, ticks) => ticks.map(formatX) },
      {
        ...axis,
        size: 76,
        incrs: isInBytes ? BYTE_STEPS : WHOLE_STEPS,
        values: (_plot, ticks) => ticks.map(formatY),
      },
    ],
    series: [
      {},
      ...series.map(({ name, color, isArea }) => ({
        label: name,
        stroke: cssColor(color),
        width: isArea ? 0 : 2,
        ...(isArea ? { fill: cssColor(`${color}-fill`) } : {}),
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, marks, ink)],
      setCursor: [(plot) => onMove(plot.cursor.idx ?? null)],
    },
  };
}

/** Steps of an axis: round numbers of KiB and MiB, not of thousands. */
const BYTE_STEPS = Array.from({ length: 44 }, (_, power) => 2 ** power);
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

/** Labels, as dashed lines; names that would run into each other are left out, and their lines are fainter. */
function drawMarks(plot: uPlot, marks: Props['marks'], ink: string): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = ink;
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 4 * ratio]);
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  let free = left - 1;
  for (const { x, name } of marks) {
    const at = Math.round(plot.valToPos(x, 'x', true));
    if (at < left - 1 || at > left + width + 1) continue;
    const text = name.length > 24 ? `${name.slice(0, 23)}…` : name;
    const wide = ctx.measureText(text).width;
    const start = Math.min(Math.max(left, at - wide / 2), left + width - wide);
    const isNamed = start >= free;
    ctx.globalAlpha = isNamed ? 0.8 : 0.25;
    ctx.beginPath();
    ctx.moveTo(at, top);
    ctx.lineTo(at, top + height);
    ctx.stroke();
    if (!isNamed) continue;
    ctx.globalAlpha = 1;
    ctx.fillText(text, start, top - 4 * ratio);
    free = start + wide + 10 * ratio;
  }
  ctx.restore();
}
