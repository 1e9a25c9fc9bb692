import type { ComponentChildren } from 'preact';
import type { PageData } from '../report/html/page-data.ts';
import type { Pair } from './model/growth-rows.ts';
import type { HeapState } from './model/heaps.ts';
import type { Route } from './model/route.ts';
import type { Theme } from './model/theme.ts';
import { BuffersView } from './views/buffers.tsx';
import { CheckView } from './views/check.tsx';
import { ConstructorsView } from './views/constructors.tsx';
import { FlameView } from './views/flame.tsx';
import { GrowthView } from './views/growth.tsx';
import { HeapView } from './views/heap.tsx';
import { MemoryView } from './views/memory.tsx';
import { OverviewView } from './views/overview.tsx';
import { PlacesView } from './views/places.tsx';
import { SuspectsView } from './views/suspects.tsx';

/** What a view is drawn from. */
export interface ViewState {
  readonly page: PageData;
  readonly route: Route;
  readonly pair: Pair;
  readonly setPair: (pair: Pair) => void;
  readonly theme: Theme;
  /** The heap that is looked into. */
  readonly heapAt: number;
  readonly heap: HeapState;
}

/** A view of the page, and how it stands in the list of them. */
export interface PageView {
  readonly id: string;
  readonly name: string;
  /** Things in it, where that says something. */
  readonly count?: number;
  readonly render: (state: ViewState) => ComponentChildren;
}

/** The views there are figures for. */
export function viewsOf(page: PageData): PageView[] {
  const { memory, places, growth, heaps, suspects, buffers, check } = page;
  const views: (PageView | null)[] = [
    check === null
      ? { id: 'overview', name: 'Overview', render: (state) => <OverviewView {...state} /> }
      : { id: 'verdict', name: 'Verdict', render: (state) => <CheckView {...state} /> },
    memory && {
      id: 'memory',
      name: 'Memory',
      render: ({ theme }) => <MemoryView memory={memory} theme={theme} />,
    },
    growth && growth.heaps.length > 1
      ? {
          id: 'places',
          name: 'Workers and children',
          render: ({ pair, setPair }) => (
            <PlacesView growth={growth} places={places} memory={memory} pair={pair} onPair={setPair} />
          ),
        }
      : null,
    growth && {
      id: 'growth',
      name: 'Growth',
      render: ({ pair, setPair, route }) => (
        <GrowthView page={page} growth={growth} pair={pair} onPair={setPair} where={route.name} />
      ),
    },
    growth && {
      id: 'flame',
      name: 'Flame graph',
      render: ({ pair, setPair }) => <FlameView growth={growth} pair={pair} onPair={setPair} />,
    },
    page.kind === 'diff'
      ? null
      : {
          id: 'suspects',
          name: 'Suspects',
          count: suspects.length,
          render: () => <SuspectsView page={page} />,
        },
    heaps.length === 0
      ? null
      : {
          id: 'heap',
          name: 'Heap map',
          render: ({ heapAt, heap }) => <HeapView entries={heaps} at={heapAt} heap={heap} />,
        },
    heaps.length === 0
      ? null
      : {
          id: 'constructors',
          name: 'Constructors',
          render: ({ heapAt, heap, route }) => (
            <ConstructorsView entries={heaps} at={heapAt} heap={heap} name={route.name} />
          ),
        },
    page.kind === 'run'
      ? { id: 'buffers', name: 'Ring buffers', render: () => <BuffersView buffers={buffers} /> }
      : null,
  ];
  return views.filter((view) => view !== null);
}
