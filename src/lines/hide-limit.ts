import { SHORT_STACK_LIMIT } from './stack-limit.ts';
import { parseSource } from './syntax.ts';
import type { SourceFormat } from './rewrite.ts';

const HIDDEN = 'stackTraceLimit';
const MENTION = `Error.${HIDDEN}`;
/** Parsing a larger source, for this alone, would be felt. */
const MAX_LENGTH = 1e6;

/**
 * Lets a source that is not rewritten see and set the limit of stack frames that it would have: it reads another
 * property, whose name is as long, so nothing in it moves.
 *
 * @returns undefined when the source is to stay as it is.
 */
export function hideLimit(source: string, format: SourceFormat | undefined): string | undefined {
  if (source.length > MAX_LENGTH || !source.includes(MENTION)) return undefined;
  const places = limitsIn(source, format ?? 'commonjs') ?? limitsIn(source, 'module') ?? [];
  let hidden = '';
  let copied = 0;
  for (const place of places.toSorted((a, b) => a - b)) {
    hidden += source.slice(copied, place) + SHORT_STACK_LIMIT;
    copied = place + HIDDEN.length;
  }
  return copied === 0 ? undefined : hidden + source.slice(copied);
}

/** Offsets of the name where it is read or set; undefined if the source cannot be parsed. */
function limitsIn(source: string, format: SourceFormat): number[] | undefined {
  // What the parser reads twice, it finds twice.
  const places = new Set<number>();
  try {
    parseSource(source, format, ({ type, start, end }) => {
      if (type === 'MemberExpression' && source.slice(start, end) === MENTION)
        places.add(end - HIDDEN.length);
    });
  } catch {
    return undefined;
  }
  return [...places];
}
