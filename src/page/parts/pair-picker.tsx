import type { Pair } from '../model/growth-rows.ts';

interface Props {
  readonly moments: readonly string[];
  readonly pair: Pair;
  readonly onChange: (pair: Pair) => void;
}

/** Chooses the two moments that are compared; the first always comes before the second. */
export function PairPicker({ moments, pair: [from, to], onChange }: Props) {
  const chooseFrom = (at: number): void => onChange([at, Math.max(at + 1, to)]);
  const chooseTo = (at: number): void => onChange([Math.min(from, at - 1), at]);
  const last = moments.length - 1;
  return (
    <div class="pair" role="group" aria-label="Moments to compare">
      <label>
        From
        <select value={from} onChange={(event) => chooseFrom(Number(event.currentTarget.value))}>
          {moments.slice(0, last).map((name, at) => (
            <option key={at} value={at}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <span aria-hidden="true" class="arrow">
        →
      </span>
      <label>
        to
        <select value={to} onChange={(event) => chooseTo(Number(event.currentTarget.value))}>
          {moments.slice(1).map((name, at) => (
            <option key={at + 1} value={at + 1}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
