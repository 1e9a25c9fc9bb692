import { compareTo } from './compare-to.ts';
import { type ConstructorCensus, forgetObjects } from './constructor-census.ts';
import { comparesAll } from './label-pairs.ts';

/** So many names are watched for a series; a program may give every label a name of its own. */
const MOST_NAMES = 32;

/**
 * The censuses of a run, label by label, without its memory growing as long as the run goes on: neighbours are
 * compared when they come, and only the labels that others are still to be compared with keep their objects.
 */
export class CensusSeries {
  readonly #labels: { readonly givenName: string; readonly census: ConstructorCensus | null }[] = [];

  /** Takes the census of the next label; null when it has none. */
  add(givenName: string, census: ConstructorCensus | null): void {
    const before = this.#labels.at(-1)?.census ?? null;
    if (census !== null && before !== null) compareTo(census, before);
    this.#labels.push({ givenName, census });
    if (!comparesAll(this.#labels.length, 1)) this.#forget();
  }

  /** The ends of the run and of its series stay whole. */
  #forget(): void {
    const seen = this.#labels.filter(({ census }) => census !== null);
    const first = new Map<string, number>();
    const last = new Map<string, number>();
    for (const [i, { givenName }] of seen.entries()) {
      if (first.size < MOST_NAMES && !first.has(givenName)) first.set(givenName, i);
      if (first.has(givenName)) last.set(givenName, i);
    }
    const ends = new Set([...first.values(), ...last.values(), seen.length - 1]);
    for (const [i, { census }] of seen.entries()) if (census !== null && !ends.has(i)) forgetObjects(census);
  }
}
