import { siteOf } from './creation-site.ts';

/** An object that was garbage-collected although nobody had closed it. */
export interface Unclosed {
  readonly name: string;
  /** Where it was put under watch, a line a frame. */
  readonly site: string;
}

/** How `watchUnclosed` reports. */
export interface WatchUnclosedOptions {
  /** What to call the object; its constructor's name unless given. */
  readonly name?: string;
  /** Called after the object was collected; a process warning with name and site unless given. */
  readonly onUnclosed?: (unclosed: Unclosed) => void;
  /** The site is where this function was called; `watchUnclosed` itself unless given. */
  readonly below?: (...args: never[]) => unknown;
}

interface Watch extends Unclosed {
  readonly onUnclosed: (unclosed: Unclosed) => void;
}

const watched = new FinalizationRegistry<Watch>(({ name, site, onUnclosed }) => onUnclosed({ name, site }));

/**
 * Reports `resource` when it is garbage-collected before the returned function was called.
 *
 * A safety net, never the cure: V8 may collect late or not at all, and not when the process ends. Call the
 * returned function in the resource's `close()`. Neither it nor `onUnclosed` may hold the resource.
 */
export function watchUnclosed(resource: object, options: WatchUnclosedOptions = {}): () => void {
  const { name = resource.constructor.name, onUnclosed = warn, below = watchUnclosed } = options;
  // The token is not the resource: the returned function would hold it, and it could never be collected.
  const token = {};
  watched.register(resource, { name, site: siteOf(below), onUnclosed }, token);
  return () => void watched.unregister(token);
}

function warn({ name, site }: Unclosed): void {
  process.emitWarning(
    `${name} was garbage-collected without having been closed; it was made here:\n${site}`,
    {
      type: 'MemprofWarning',
      code: 'MEMPROF_UNCLOSED',
    },
  );
}
