import { allocatesNothing, makesIterable, makesObject } from './known-builtins.ts';
import type { SyntaxNode } from '../syntax.ts';

/** What may be done to an expression where it stands. */
export type Stance =
  /** It may be wrapped. */
  | 'free'
  /** Iterated, which V8 says of its text when it fails ("foo(...) is not iterable"). */
  | 'iterated'
  /** Taken apart by an object pattern, of which the same holds. */
  | 'destructured'
  /** What a method is called on, on a line of its own: of which the same holds, but the line matters more. */
  | 'chained'
  /** V8 may quote it for whatever value it has. */
  | 'quoted'
  /** Wrapping would change what the text means. */
  | 'fixed';

/** The stance of an operand whose value is the value of the whole. */
export function inside(stance: Stance): Stance {
  return stance === 'fixed' ? 'quoted' : stance;
}

/** The stance of an operand that V8 quotes with the whole. */
export function quoted(stance: Stance): Stance {
  return stance === 'free' ? 'free' : 'quoted';
}

/** Whether a call may be wrapped, and is worth it. */
export function mayWrapCall(call: SyntaxNode, stance: Stance): boolean {
  switch (stance) {
    case 'free':
      return !allocatesNothing(call);
    case 'iterated':
      return makesIterable(call);
    case 'destructured':
    case 'chained':
      return makesObject(call);
    default:
      return false;
  }
}

/** Whether V8 quotes the text only if the value cannot be iterated or destructured. */
export function isFailing(stance: Stance): boolean {
  return stance === 'iterated' || stance === 'destructured';
}

/** The stance of what is assigned to a target, if it is a pattern. */
export function stanceOfSource(target: SyntaxNode, otherwise: Stance): Stance {
  if (target.type === 'ObjectPattern') return 'destructured';
  return target.type === 'ArrayPattern' ? 'iterated' : otherwise;
}
