import { useEffect, useRef } from 'preact/hooks';
import { formatBytes, formatCount } from '../../report/units.ts';
import type { HeapEntry } from '../../report/html/page-data.ts';
import type { OpenHeap } from '../model/heaps.ts';
import type { PageObject } from '../model/objects.ts';
import { type Route, hashOf } from '../model/route.ts';
import { Bytes, Command } from './basics.tsx';
import { Trace, type TraceBox } from './trace.tsx';

interface Props {
  readonly heap: OpenHeap;
  readonly entry: HeapEntry;
  readonly object: PageObject;
  /** Where it was opened from, and goes back to. */
  readonly route: Route;
}

/** One object: its sizes, what refers to it, and the shortest way from a root to it. */
export function ObjectPanel({ heap, entry, object, route }: Props) {
  const { at, objects } = heap;
  const linkTo = (place: number): string => hashOf(route.view, { ...route, heap: at, object: place });
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    element.scrollTop = 0;
  }, [object]);
  const close = (): void => {
    location.hash = hashOf(route.view, { ...route, object: null });
  };
  const retainers = objects.retainersOf(object.place);
  return (
    <dialog
      ref={dialog}
      class="object"
      aria-labelledby="object-name"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <header>
        <h2 id="object-name">
          <code>{object.name}</code>
        </h2>
        <button type="button" class="close" aria-label="Close" onClick={() => dialog.current?.close()}>
          ×
        </button>
      </header>
      <dl class="object-facts">
        <Fact name="retained" value={formatBytes(object.retainedSize)} />
        <Fact name="shallow" value={formatBytes(object.shallowSize)} />
        <Fact name="kind" value={object.type} />
        <Fact name="id" value={`@${object.id}`} />
        <Fact name="alive at" value={entry.place === null ? entry.label : `${entry.label}, ${entry.place}`} />
      </dl>
      <h3>What refers to it</h3>
      {object.retainerCount === 0 ? (
        <p class="dim">Only weak references and V8’s own roots.</p>
      ) : (
        <ul class="objects">
          {retainers.map(({ from, edge }, i) => (
            <li key={i}>
              <span>
                <code>{edge}</code> of <a href={linkTo(from.place)}>{from.name}</a>{' '}
                <span class="dim">@{from.id}</span>
              </span>
              <Bytes value={from.retainedSize} />
            </li>
          ))}
        </ul>
      )}
      {object.retainerCount > retainers.length ? (
        <p class="dim more">
          And {formatCount(object.retainerCount - retainers.length)} more
          {entry.analyze === null ? (
            '.'
          ) : (
            <>
              :{' '}
              <Command>
                memprof analyze {entry.analyze} retainers @{object.id}
              </Command>
            </>
          )}
        </p>
      ) : null}
      <h3>The shortest way to it from a root</h3>
      <Trace label="Retaining path" boxes={boxesOf(heap, object, linkTo)} />
    </dialog>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function boxesOf({ objects }: OpenHeap, object: PageObject, linkTo: (place: number) => string): TraceBox[] {
  const path = objects.pathTo(object.place);
  return path.map((hop, i): TraceBox => {
    const next = path[i + 1];
    const gap =
      next !== undefined && next.skipped > 0
        ? `… ${next.skipped === 1 ? 'hops' : `${formatCount(next.skipped)} hops`} left out … `
        : '';
    return {
      name: hop.object.name,
      detail: (
        <span>
          @{hop.object.id} · retains {formatBytes(hop.object.retainedSize)}
        </span>
      ),
      tone: 'plain',
      note: '',
      edge: next === undefined ? null : `${gap}${next.edge}`,
      isSuspect: false,
      hops: 1,
      ...(next === undefined ? {} : { href: linkTo(hop.object.place) }),
    };
  });
}
