import { findSourceMap } from 'node:module';
import { CallSite, enclosingPosition } from './call-site.ts';
import type { FrameMaps, Position } from './frame-maps.ts';
import { installStackLimit, ownLimitOf } from './stack-limit.ts';

type Formatter = NonNullable<ErrorConstructor['prepareStackTrace']>;

const OWN_FILES = new URL('.', import.meta.url).href;

/**
 * Makes every stack trace in this thread read as if nothing had been rewritten, whether Node formats it or
 * a function the program has set as Error.prepareStackTrace.
 */
export function installStackTraces(maps: FrameMaps): void {
  installStackLimit();
  const nodesOwn = Error.prepareStackTrace as Formatter;
  let current: unknown = nodesOwn;

  const format: Formatter = (error, trace) => {
    const isNodes = typeof current !== 'function' || current === nodesOwn;
    const formatter = isNodes ? nodesOwn : (current as Formatter);
    let frames = trace;
    try {
      frames = programFrames(trace, maps, isNodes).slice(0, ownLimitOf(error, trace.length));
    } catch {
      // A trace with our frames in it is better than an error in place of the program's.
    }
    return formatter.call(Error, error, frames);
  };

  // Node reads this property when it formats a trace; the program gets back what it has set.
  let isProbing = false;
  const get = () => {
    if (isProbing) return () => null;
    isProbing = true;
    try {
      // V8 does not call Node for one trace while it formats another: a stack asked for then is plain text.
      const probe: { stack?: unknown } = {};
      Error.captureStackTrace(probe, get);
      return typeof probe.stack === 'string' ? format : current;
    } finally {
      isProbing = false;
    }
  };
  const set = (value: unknown) => {
    current = value;
  };
  Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, enumerable: false, get, set });
}

/**
 * The frames of the program's own functions. One that was inside a site gets the site's position.
 *
 * @param forNode - Node itself maps the positions of scripts that have a source map.
 */
function programFrames(trace: NodeJS.CallSite[], maps: FrameMaps, forNode: boolean): NodeJS.CallSite[] {
  const frames: NodeJS.CallSite[] = [];
  let site: NodeJS.CallSite | undefined;
  for (const frame of trace) {
    const script = frame.getFileName();
    if (script?.startsWith(OWN_FILES)) continue;
    const map = typeof script === 'string' ? maps.of(script) : undefined;
    if (map === undefined) {
      frames.push(frame);
      continue;
    }
    const start = enclosingPosition(frame);
    if (map.isSite(start.line, start.column)) {
      // Of sites inside each other, the innermost says where the function was.
      site ??= frame;
      continue;
    }
    const position = positionOf(site ?? frame);
    const isMappedByNode = forNode && findSourceMap(script as string) !== undefined;
    frames.push(
      isMappedByNode
        ? new CallSite(frame, position, undefined)
        : new CallSite(frame, map.toSource(position), map),
    );
    site = undefined;
  }
  return frames;
}

function positionOf(frame: NodeJS.CallSite): Position {
  return { line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
}
