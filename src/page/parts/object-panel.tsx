import { useEffect, useRef } from 'preact/hooks';
import { formatBytes, formatCount } from '../../report/units.ts';
import type { Objects, PageObject } from '../model/objects.ts';
import { hashOf } from '../model/route.ts';
import { Bytes } from './basics.tsx';
import { Trace, type TraceBox } from './trace.tsx';

interface Props {
  readonly objects: Objects;
  readonly object: PageObject;
  /** The view it was opened from, and goes back to. */
  readonly view: string;
}

/** One object: its sizes, what refers to it, and the shortest way from a root to it. */
export function ObjectPanel({ objects, object, view }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    element.scrollTop = 0;
  }, [object]);
  const close = (): void => {
    location.hash = hashOf(view);
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
      </dl>
      <h3>What refers to it</h3>
      {object.retainerCount === null ? (
        <p class="dim">
          Not in this page. <code>memprof analyze … retainers @{object.id}</code> tells.
        </p>
      ) : retainers.length === 0 ? (
        <p class="dim">Only weak references and V8’s own roots.</p>
      ) : (
        <ul class="objects">
          {retainers.map(({ from, edge }, i) => (
            <li key={i}>
              <span>
                <code>{edge}</code> of <a href={hashOf(view, from.place)}>{from.name}</a>{' '}
                <span class="dim">@{from.id}</span>
              </span>
              <Bytes value={from.retainedSize} />
            </li>
          ))}
          {object.retainerCount > retainers.length ? (
            <li class="dim">and {formatCount(object.retainerCount - retainers.length)} more</li>
          ) : null}
        </ul>
      )}
      <h3>The shortest way to it from a root</h3>
      <Trace label="Retaining path" boxes={boxesOf(objects, object, view)} />
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

function boxesOf(objects: Objects, object: PageObject, view: string): TraceBox[] {
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
      ...(next === undefined ? {} : { href: hashOf(view, hop.object.place) }),
    };
  });
}
