import type { ComponentChildren } from 'preact';
import type { PageData } from '../report/html/page-data.ts';
import type { Pair } from './model/growth-rows.ts';
import type { Objects } from './model/objects.ts';
import type { Theme } from './model/theme.ts';
import { BuffersView } from './views/buffers.tsx';
import { CheckView } from './views/check.tsx';
import { ConstructorsView } from './views/constructors.tsx';
import { FlameView } from './views/flame.tsx';
import { GrowthView } from './views/growth.tsx';
import { HeapView } from './views/heap.tsx';
import { MemoryView } from './views/memory.tsx';
import { OverviewView } from './views/overview.tsx';
import { SuspectsView } from './views/suspects.tsx';

/** What a view is drawn from. */
export interface ViewState {
  readonly page: PageData;
  readonly pair: Pair;
  readonly setPair: (pair: Pair) => void;
  readonly theme: Theme;
  readonly objects: Objects | null;
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
  const { memory, growth, heap, suspects, buffers, check } = page;
  const views: (PageView | null)[] = [
    check === null
      ? { id: 'overview', name: 'Overview', render: (state) => <OverviewView {...state} /> }
      : { id: 'verdict', name: 'Verdict', render: (state) => <CheckView {...state} /> },
    memory && {
      id: 'memory',
      name: 'Memory',
      render: ({ theme }) => <MemoryView memory={memory} theme={theme} />,
    },
    growth && {
      id: 'growth',
      name: 'Growth',
      render: ({ pair, setPair }) => <GrowthView growth={growth} pair={pair} onPair={setPair} />,
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
    heap && {
      id: 'heap',
      name: 'Heap map',
      render: ({ objects }) => <HeapView heap={heap} objects={objects!} />,
    },
    heap && {
      id: 'constructors',
      name: 'Constructors',
      render: ({ objects }) => <ConstructorsView heap={heap} objects={objects!} />,
    },
    page.kind === 'run'
      ? { id: 'buffers', name: 'Ring buffers', render: () => <BuffersView buffers={buffers} /> }
      : null,
  ];
  return views.filter((view) => view !== null);
}
