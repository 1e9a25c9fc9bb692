/** Texts, each kept once. */
export class Texts {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a text in the list, to which it is added when it is new. */
  placeOf(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) this.#places.set(text, (place = this.list.push(text) - 1));
    return place;
  }
}
