import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: a view, and what is looked at in it. */
export interface Route {
  readonly view: string;
  /** The heap that is looked into, as a place in the list of heaps; null for the one looked at last. */
  readonly heap: number | null;
  /** Place in the list of that heap's objects; null when none is looked at. */
  readonly object: number | null;
  /** A constructor, or a worker or child, that the view is asked about. */
  readonly name: string | null;
}

/** Reads `#growth` or `#heap?heap=2&object=12`. */
export function parseRoute(hash: string): Route {
  const [view = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const params = new URLSearchParams(query);
  const place = (key: string): number | null => {
    const text = params.get(key);
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  return { view, heap: place('heap'), object: place('object'), name: params.get('name') };
}

/** The address of a view, for links. */
export function hashOf(view: string, { heap, object, name }: Partial<Omit<Route, 'view'>> = {}): string {
  const params = new URLSearchParams();
  if (heap != null) params.set('heap', String(heap));
  if (object != null) params.set('object', String(object));
  if (name != null) params.set('name', name);
  const query = params.toString();
  return query === '' ? `#${view}` : `#${view}?${query}`;
}

/** The present route; the browser's back button goes through those before it. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
