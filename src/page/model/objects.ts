import type { ObjectList } from '../../analysis/heap-map/results.ts';
import type { EdgeLabel } from '../../analysis/views/edge-label.ts';
import { labelText } from '../../report/edge-words.ts';

/** An object of the heap. Sizes in bytes. */
export interface PageObject {
  /** Its place in the list. */
  readonly place: number;
  /** What people call it. */
  readonly name: string;
  readonly type: string;
  /** V8's. */
  readonly id: number;
  readonly shallowSize: number;
  readonly retainedSize: number;
  /** How many refer to it. */
  readonly retainerCount: number;
}

/** How one object refers to the next. */
export interface PageReference {
  readonly from: PageObject;
  readonly edge: string;
}

/** A hop of a retaining path. */
export interface PathHop {
  readonly object: PageObject;
  /** How the object before refers to it; empty for the first. */
  readonly edge: string;
  /** Hops left out before it. */
  readonly skipped: number;
}

/** Reads objects out of the list. */
export class Objects {
  readonly #list: ObjectList;

  constructor(list: ObjectList) {
    this.#list = list;
  }

  get count(): number {
    return this.#list.objects.length;
  }

  /** The object at a place of the list; undefined when there is none. */
  at(place: number): PageObject | undefined {
    const found = this.#list.objects[place];
    if (found === undefined) return undefined;
    const [name, type, id, shallowSize, retainedSize, , , , retainerCount] = found;
    const typeText = this.#list.texts[type]!;
    return {
      place,
      name: nameOf(this.#list.texts[name]!, typeText),
      type: typeText,
      id,
      shallowSize,
      retainedSize,
      retainerCount,
    };
  }

  /** From the GC root to the object. */
  pathTo(place: number): PathHop[] {
    const hops: PathHop[] = [];
    for (let at = place; at >= 0; at = this.#list.objects[at]![5]) {
      const [, , , , , , edge, skipped] = this.#list.objects[at]!;
      hops.push({ object: this.at(at)!, edge: this.#edgeText(edge), skipped });
    }
    return hops.toReversed();
  }

  /** The largest objects that refer to it, of those the page has. */
  retainersOf(place: number): PageReference[] {
    const flat = this.#list.objects[place]?.[9] ?? [];
    return Array.from({ length: flat.length / 2 }, (_, i) => ({
      from: this.at(flat[2 * i]!)!,
      edge: this.#edgeText(flat[2 * i + 1]!),
    }));
  }

  #edgeText(edge: number): string {
    const label: EdgeLabel | undefined = this.#list.edges[edge];
    return label === undefined ? '' : labelText(label);
  }
}

function nameOf(name: string, type: string): string {
  if (type === 'closure') return `${name || '(anonymous)'}()`;
  if (type === 'string' || type === 'concatenated string' || type === 'sliced string') return `"${name}"`;
  return name || (type === 'synthetic' ? '(GC root)' : `(${type})`);
}
