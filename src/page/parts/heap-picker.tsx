import type { HeapEntry } from '../../report/html/page-data.ts';
import { hashOf } from '../model/route.ts';

/** Chooses the heap that is looked into; nothing where there is but one. */
export function HeapPicker(props: {
  readonly entries: readonly HeapEntry[];
  readonly at: number;
  readonly view: string;
  /** A constructor that stays looked at. */
  readonly name?: string | null;
}) {
  const { entries, at, view, name = null } = props;
  if (entries.length < 2) return null;
  const isOfSeveral = entries.some(({ place }) => place !== null);
  return (
    <label class="picker">
      Heap at
      <select
        value={at}
        onChange={(event) => {
          location.hash = hashOf(view, { heap: Number(event.currentTarget.value), name });
        }}
      >
        {entries.map(({ label, place }, i) => (
          <option key={i} value={i}>
            {isOfSeveral ? `${label} · ${place ?? 'main'}` : label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What a heap is called in a sentence. */
export function nameOfHeap({ label, place }: HeapEntry): string {
  return place === null ? label : `${label} in ${place}`;
}
