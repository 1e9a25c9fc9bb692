import { useEffect, useState } from 'preact/hooks';
import type { HeapMap } from '../../analysis/heap-map/results.ts';
import { Objects } from './objects.ts';

/** A heap that was unpacked, and its objects. */
export interface OpenHeap {
  /** Its place in the list of heaps. */
  readonly at: number;
  readonly map: HeapMap;
  readonly objects: Objects;
}

/** What became of unpacking a heap. */
export type HeapState = OpenHeap | 'opening' | 'failed';

const opened = new Map<number, Promise<OpenHeap>>();

/** Unpacks a heap of the page when it is first looked at; null for none. */
export function useHeap(at: number | null): HeapState {
  const [state, setState] = useState<HeapState>('opening');
  useEffect(() => {
    if (at === null) return undefined;
    let isWanted = true;
    const show = (next: HeapState): void => {
      if (isWanted) setState(next);
    };
    if (!opened.has(at)) opened.set(at, open(at));
    opened.get(at)!.then(show, () => show('failed'));
    return () => {
      isWanted = false;
    };
  }, [at]);
  return typeof state === 'object' && state.at !== at ? 'opening' : state;
}

async function open(at: number): Promise<OpenHeap> {
  const packed = atob(document.getElementById(`heap-${at}`)!.textContent);
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const text = await new Response(
    new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')),
  ).text();
  const map = JSON.parse(text) as HeapMap;
  return { at, map, objects: new Objects(map.list) };
}
