import type { ComponentChildren } from 'preact';
import { formatBytes, formatBytesDiff, formatCount, formatCountDiff } from '../../report/units.ts';

/** A heading, a sentence on what is seen and what to do with it, and the view itself. */
export function View(props: { title: string; lead: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="view" aria-labelledby="view-title">
      <h2 id="view-title" tabIndex={-1}>
        {props.title}
      </h2>
      <p class="lead">{props.lead}</p>
      {props.children}
    </section>
  );
}

/** A framed part of a view. */
export function Panel(props: {
  title?: string;
  aside?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    <section class={`panel ${props.class ?? ''}`}>
      {props.title === undefined ? null : (
        <header>
          <h3>{props.title}</h3>
          {props.aside}
        </header>
      )}
      {props.children}
    </section>
  );
}

/** What stands where there is nothing to show: why, and what to do to see something. */
export function Empty(props: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{props.title}</strong>
      <p>{props.children}</p>
    </div>
  );
}

/** A size. */
export function Bytes({ value }: { value: number }) {
  return <span class="number">{formatBytes(value)}</span>;
}

/** A change of size: growth stands out. */
export function BytesDiff({ value }: { value: number }) {
  return <span class={`number ${toneOf(value)}`}>{formatBytesDiff(value)}</span>;
}

/** A number. */
export function Count({ value }: { value: number }) {
  return <span class="number">{formatCount(value)}</span>;
}

/** A change of a number. */
export function CountDiff({ value }: { value: number }) {
  return <span class={`number ${toneOf(value)}`}>{formatCountDiff(value)}</span>;
}

function toneOf(value: number): string {
  const rounded = Math.round(value);
  return rounded > 0 ? 'grown' : rounded < 0 ? 'shrunk' : 'same';
}

/** A command to copy from. */
export function Command({ children }: { children: ComponentChildren }) {
  return <code class="command">{children}</code>;
}
