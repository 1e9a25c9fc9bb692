import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageData } from '../report/html/page-data.ts';
import type { Pair } from './model/growth-rows.ts';
import { useHeap } from './model/heaps.ts';
import { hashOf, useRoute } from './model/route.ts';
import { useTheme } from './model/theme.ts';
import { ObjectPanel } from './parts/object-panel.tsx';
import { viewsOf } from './views.tsx';

/** The whole page: the way around it on the left, one view on the right. */
export function App({ page }: { page: PageData }) {
  const route = useRoute();
  const [theme, switchTheme] = useTheme();
  const [pair, setPair] = useState<Pair>(page.growth?.start ?? [0, 0]);
  const [heapSeen, setHeapSeen] = useState(page.startHeap);
  const heapAt = Math.min(route.heap ?? heapSeen, page.heaps.length - 1);
  const views = useMemo(() => viewsOf(page), [page]);
  const view = views.find(({ id }) => id === route.view) ?? views[0]!;
  const looksInside = route.object !== null || view.id === 'heap' || view.id === 'constructors';
  const heap = useHeap(page.heaps.length > 0 && looksInside ? heapAt : null);
  useEffect(() => setHeapSeen(heapAt), [heapAt]);
  const content = useRef<HTMLElement>(null);
  const shown = useRef(view.id);
  useEffect(() => {
    document.title = `${view.name} · ${page.title} · memprof`;
    if (shown.current === view.id) return;
    shown.current = view.id;
    // A new view is a new page to those who hear it.
    scrollTo(0, 0);
    document.getElementById('view-title')?.focus({ preventScroll: true });
  }, [view]);
  const object =
    route.object === null || typeof heap === 'string' ? undefined : heap.objects.at(route.object);
  return (
    <div class="shell">
      <a
        class="skip"
        href={hashOf(view.id)}
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="side">
        <div class="brand">
          <Logo />
          <h1>memprof</h1>
        </div>
        <div class="program">
          <b>{withBreaks(page.title)}</b>
          {page.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </div>
        <nav aria-label="Views">
          <ul>
            {views.map(({ id, name, count }) => (
              <li key={id}>
                <a href={hashOf(id)} aria-current={id === view.id ? 'page' : undefined}>
                  {name}
                  {count === undefined || count === 0 ? null : <span class="badge">{count}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="side-foot">
          <button type="button" onClick={switchTheme}>
            {theme === 'dark' ? 'Light' : 'Dark'} colours
          </button>
          <span>memprof {page.version}</span>
          <span>{page.writtenAt.slice(0, 16).replace('T', ' ')} UTC</span>
        </div>
      </header>
      <main ref={content} tabIndex={-1}>
        {view.render({ page, route, pair, setPair, theme, heapAt, heap })}
      </main>
      {object === undefined || typeof heap === 'string' ? null : (
        <ObjectPanel
          heap={heap}
          entry={page.heaps[heap.at]!}
          object={object}
          route={{ ...route, view: view.id }}
        />
      )}
    </div>
  );
}

/** A path that can be broken after each folder. */
function withBreaks(path: string) {
  return path.split(/(?<=[/\\])/).map((part, i) => [i === 0 ? null : <wbr key={i} />, part]);
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect class="logo-back" width="32" height="32" rx="8" />
      <path class="logo-line" d="M6 23 L12 17 L17 20 L26 8" />
      <circle class="logo-dot" cx="26" cy="8" r="3" />
    </svg>
  );
}
