/** A thread or process by its short name, as in the terminal: `worker 3` for `worker 3 (pool.ts)`. */
export function Where({ name }: { name: string | null }) {
  return (
    <span class="where" title={name ?? undefined}>
      {shortPlace(name ?? '')}
    </span>
  );
}

/** The name without what it runs. */
export function shortPlace(name: string): string {
  return name.replace(/ \(.*\)$/s, '');
}
