import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: a view, and maybe an object that is looked at. */
export interface Route {
  readonly view: string;
  /** Place in the list of objects; null when none is looked at. */
  readonly object: number | null;
}

/** Reads `#growth` or `#heap/object/12`. */
export function parseRoute(hash: string): Route {
  const match = /^#?([\w-]*)(?:\/object\/(\d+))?$/.exec(hash);
  return { view: match?.[1] ?? '', object: match?.[2] === undefined ? null : Number(match[2]) };
}

/** The address of a view, for links. */
export function hashOf(view: string, object: number | null = null): string {
  return object === null ? `#${view}` : `#${view}/object/${object}`;
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
