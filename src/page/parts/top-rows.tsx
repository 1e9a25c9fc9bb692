import type { GrowthRow } from '../model/growth-rows.ts';
import { Where } from './where.tsx';
import { BytesDiff, CountDiff } from './basics.tsx';

/** Rows and suspects on a first view. */
export const MOST_SHOWN = 5;

/** What grew most, as bars. */
export function TopRows({ rows }: { rows: readonly GrowthRow[] }) {
  if (rows.length === 0) return <p class="dim">Nothing grew between these two moments.</p>;
  const most = Math.max(...rows.map((row) => row.held ?? row.sizeDiff));
  return (
    <ul class="bars">
      {rows.map((row) => (
        <li key={`${row.name} ${row.detail} ${row.where}`}>
          <span class="bar-name">
            <code>{row.name}</code>
            <span class="dim">{row.detail === null ? '' : ` ${row.detail}`}</span>{' '}
            {row.countDiff === 0 ? null : <CountDiff value={row.countDiff} />}
          </span>
          {row.where === null ? null : <Where name={row.where} />}
          <BytesDiff value={row.held ?? row.sizeDiff} />
          <span class="bar" aria-hidden="true">
            <i style={{ width: `${((row.held ?? row.sizeDiff) / most) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
