import type { OpenSite } from '../open-sites.ts';

/** What becomes of an expression that awaits or yields: its last step, which allocates, is a function. */
export interface Lift {
  /** Written where the expression starts. */
  readonly open: Text;
  readonly parts: readonly LiftedPart[];
  /** Written behind the last part. */
  readonly close: string;
  /** Where what is replaced ends; what follows of the expression stays. */
  readonly end: number;
  readonly functions: readonly LiftedFunction[];
}

/** A part that is evaluated where it stands, between two texts. */
export interface LiftedPart {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  /** What can be a site now, as V8 does not quote it any more: the part itself, or the start of it. */
  readonly site: SpareSite | undefined;
}

/** An expression that becomes a site only if what is around it is lifted. */
export interface SpareSite {
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly open: OpenSite;
  /** What it is put into. */
  readonly wrap: Wrap | undefined;
}

/** Texts around the expression of a site; V8 says of the first that it is where the site is. */
export interface Wrap {
  readonly before: string;
  readonly after: string;
}

/**
 * Text to be written: offsets are those of the source for what follows them; before what follows null, a
 * function starts that belongs to the site.
 */
export type Text = readonly (string | number | null)[];

/** A function at the end of the file. */
export interface LiftedFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Statements before the last. */
  readonly statements: Text;
  /** What it returns. */
  readonly result: Text;
}
