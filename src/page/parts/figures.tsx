import type { MemoryResult } from '../../analysis/results.ts';
import type { GrowthData, MemoryData } from '../../report/html/page-data.ts';
import { formatBytes } from '../../report/units.ts';
import { clipName } from '../model/clip.ts';
import type { Pair } from '../model/growth-rows.ts';
import { BytesDiff } from './basics.tsx';

/** The program at the later of the two moments, and what changed since the earlier one. */
export function Figures({
  memory,
  growth,
  pair,
}: {
  memory: MemoryData;
  growth: GrowthData | null;
  pair: Pair;
}) {
  const find = (moment: number) => memory.labels.find(({ name }) => name === growth?.moments[moment]);
  const before = find(pair[0]) ?? memory.labels[0]!;
  const after = find(pair[1]) ?? memory.labels.at(-1)!;
  const at = clipName(after.name);
  const peak = Math.max(...memory.points.map(({ rssBytes }) => rssBytes));
  const change = (of: (figures: MemoryResult) => number) => ({
    value: of(after.memory),
    change: of(after.memory) - of(before.memory),
    since: clipName(before.name),
  });
  return (
    <dl class="figures">
      <Figure name={`heap in use at ${at}`} {...change(({ heapUsedBytes }) => heapUsedBytes)} />
      <Figure name={`array buffers at ${at}`} {...change(({ arrayBuffersBytes }) => arrayBuffersBytes)} />
      <Figure name={`RSS at ${at}`} {...change(({ rssBytes }) => rssBytes)} />
      <Figure name={'RSS at its peak'} value={peak} change={null} since="" />
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
