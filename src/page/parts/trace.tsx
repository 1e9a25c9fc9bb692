import type { ComponentChildren } from 'preact';

/** A box of a picture of references, and how it refers to the next. */
export interface TraceBox {
  readonly name: string;
  /** Below the name: a place, a size. */
  readonly detail: ComponentChildren;
  readonly tone: 'leaking' | 'not-leaking' | 'unknown' | 'plain';
  /** What the tone means, in words. */
  readonly note: string;
  /** The reference to the next box; null at the end. */
  readonly edge: string | null;
  readonly isSuspect: boolean;
  /** What is said beside the reference; left out for nothing. */
  readonly edgeNote?: string;
  /** Equal hops the box stands for, or hops left out before it. */
  readonly hops: number;
  /** Where the name leads, if anywhere. */
  readonly href?: string;
}

/** Boxes from the GC root down, joined by the references between them. */
export function Trace({ label, boxes }: { label: string; boxes: readonly TraceBox[] }) {
  return (
    <ol class="trace" aria-label={label}>
      {boxes.map((box, i) => (
        <li key={i} class={`tone-${box.tone}`}>
          <div class="box">
            <div class="box-name">
              {box.href === undefined ? <b>{box.name}</b> : <a href={box.href}>{box.name}</a>}
              {box.hops > 1 ? <span class="hops">× {box.hops.toLocaleString('en')}</span> : null}
            </div>
            <div class="box-detail">
              {box.note === '' ? null : <span class="verdict">{box.note}</span>}
              {box.detail}
            </div>
          </div>
          {box.edge === null ? null : (
            <div class={box.isSuspect ? 'edge suspect' : 'edge'}>
              <span class="edge-name">{box.edge}</span>
              {box.edgeNote ? <span class="edge-note">{box.edgeNote}</span> : null}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
