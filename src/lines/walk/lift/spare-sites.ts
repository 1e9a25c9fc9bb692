import { memberRoot } from '../nodes.ts';
import type { OpenSite } from '../open-sites.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { SpareSite } from './lift.ts';

const SPARE = 'spareSite';

/** Notes that an expression, which does not suspend, can become a site if what is around it is lifted. */
export function keepSpare(node: SyntaxNode, open: OpenSite, position: number): void {
  const { start, end } = node;
  const spare: SpareSite = { start, end, position, open, wrap: undefined };
  node[SPARE] = spare;
}

/** An expression as a site, if it can be one. */
export function spareOf(node: SyntaxNode): SpareSite | undefined {
  return node[SPARE] as SpareSite | undefined;
}

/** The call that members are taken of, as a site: `f(x)` of `f(x).a.b`. */
export function spareWithin(node: SyntaxNode): SpareSite | undefined {
  return spareOf(memberRoot(node));
}
