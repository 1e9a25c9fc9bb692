import type { Bindings } from './bindings.ts';
import { lastAtOrBefore } from '../line-starts.ts';
import type { Lift, LiftedPart, Wrap } from './lift/lift.ts';
import type { OpenSite } from './open-sites.ts';

/** An expression to be evaluated in a function of its own. */
export interface Site {
  /** Where the expression's text starts and ends, as offsets. */
  readonly start: number;
  readonly end: number;
  /** Offset reported as the place of the allocation: the method's name in a call, else the start. */
  readonly position: number;
  /** The name the language would have given to the anonymous function or class that the expression is. */
  readonly name: string | undefined;
  /** The local variables it is given as parameters; the others it captures. */
  readonly parameters: readonly string[];
  /** The variable among them that it is assigned to, if it is `variable += …`. */
  readonly assigned: string | undefined;
  /** How to make it a function at the end of the file; undefined when it must stay where it is. */
  readonly apart: Apart | undefined;
  /** Only its last step is in a function: its parts await or yield. */
  readonly lift: Lift | undefined;
  /** It is no site, but such a part. */
  readonly part: LiftedPart | undefined;
  /** Its text is put into this. */
  readonly wrap: Wrap | undefined;
}

/** What a site needs to mean the same at the end of the file. */
export interface Apart {
  readonly usesThis: boolean;
  /** It stands in strict code of a file that is not. */
  readonly isStrict: boolean;
}

/** A site before the walk is over and it is known what can be passed to it. */
export interface FoundSite {
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly name: string | undefined;
  readonly open: OpenSite;
  readonly isStrict: boolean;
  /** The variable that `variable += …` is about. */
  readonly target: string | undefined;
  readonly lift?: Lift;
  readonly part?: LiftedPart;
  readonly wrap?: Wrap | undefined;
  /** It is one only because what is around it is lifted. */
  readonly isSpare?: boolean;
}

/** The sites of a file. */
export interface Sites {
  /** By start, the enclosing one first. */
  readonly opening: readonly Site[];
  /** The same sites by end, the enclosed one first. */
  readonly closing: readonly Site[];
}

/** What is known of the file when its sites are decided upon. */
export interface FileTraits {
  readonly source: string;
  /** Offsets of its lines. */
  readonly starts: readonly number[];
  readonly isStrict: boolean;
  readonly bindings: Bindings;
}

/** Decides how each site gets what it uses. @param found - Enclosed ones before the enclosing. */
export function finishSites(found: readonly FoundSite[], file: FileTraits): Sites {
  // Parts of the file that must stay as they are may hold functions that were walked.
  const kept = found.filter(
    ({ open, lift, part, isSpare }) =>
      file.bindings.isInFile(open) && !(file.bindings.isDynamic && (isSpare ?? lift ?? part) !== undefined),
  );
  const sites = kept.map((site) => finishSite(site, file));
  return {
    opening: inOrder(sites, ({ start }) => start, true),
    closing: inOrder(sites, ({ end }) => end, false),
  };
}

/** Sorts by offset; at the same one, by place in the list or, reversed, the other way round. */
function inOrder(sites: readonly Site[], offsetOf: (site: Site) => number, isReversed: boolean): Site[] {
  const count = sites.length;
  // Typed arrays sort natively, several times as fast.
  const ranks = Float64Array.from(
    sites,
    (site, i) => offsetOf(site) * count + (isReversed ? count - 1 - i : i),
  );
  return Array.from(
    ranks.toSorted(),
    (rank) => sites[isReversed ? count - 1 - (rank % count) : rank % count],
  );
}

function finishSite(found: FoundSite, file: FileTraits): Site {
  const { start, end, position, name, open, isStrict, target, lift, part, wrap } = found;
  if (lift !== undefined || part !== undefined) {
    const inputs = { parameters: [], assigned: undefined, apart: undefined };
    return { start, end, position, name, ...inputs, lift, part, wrap };
  }
  const { parameters, assigned, isComplete } = file.bindings.inputsOf(open, target);
  const isApart = isComplete && fitsOneLine(open, end, file);
  const apart = isApart ? { usesThis: open.usesThis, isStrict: isStrict && !file.isStrict } : undefined;
  return { start, end, position, name, parameters, assigned, apart, lift, part, wrap };
}

/** Whether a site's text can be put on one line and mean the same. */
function fitsOneLine({ start, hasFunction }: OpenSite, end: number, { source, starts }: FileTraits): boolean {
  const line = lastAtOrBefore(starts, start);
  const next = starts[line + 1] ?? Infinity;
  if (next >= end) return true;
  // Line breaks are spaces in an expression, but not in statements, strings and behind `//`.
  return !hasFunction && !/\/\/|[`\u2028\u2029]|\\[\r\n]/.test(source.slice(start, end));
}
