import { MemprofError } from '../../base/errors.ts';
import { byText } from '../../base/order.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** The objects a view was asked about. */
export interface FoundObjects {
  /** `@123`, or the constructor's name. */
  readonly target: string;
  /** Ordinals, ascending; at least one. */
  readonly nodes: Uint32Array;
}

const MAX_SUGGESTIONS = 3;

/**
 * Finds an object by V8's id (`123` or `@123`), or all objects of a constructor by its name.
 *
 * @throws MemprofError `NOT_FOUND`, with names that are near.
 */
export function findObjects(heap: ViewedHeap, text: string): FoundObjects {
  const id = /^@?(\d+)$/.exec(text);
  return id ? findById(heap, Number(id[1])) : findByConstructor(heap, text);
}

function findById({ graph }: ViewedHeap, id: number): FoundObjects {
  const node = graph.ordinalOf(id);
  if (node !== undefined) return { target: `@${id}`, nodes: Uint32Array.of(node) };
  throw new MemprofError(
    'NOT_FOUND',
    `No object has the id @${id}. Ids stand after the @ in the other views, and belong to one snapshot or run.`,
  );
}

function findByConstructor(heap: ViewedHeap, name: string): FoundObjects {
  const { names, constructorOf } = heap.constructors;
  const isWanted = Uint8Array.from(names, (known) => (known === name ? 1 : 0));
  const nodes = constructorOf.reduce<number[]>((found, group, node) => {
    if (isWanted[group] === 1) found.push(node);
    return found;
  }, []);
  if (nodes.length > 0) return { target: name, nodes: Uint32Array.from(nodes) };
  const near = nearest(name, names);
  throw new MemprofError(
    'NOT_FOUND',
    `No object has the constructor ${quoted(name)}. ` +
      (near.length > 0
        ? `Near: ${near.map(quoted).join(', ')}.`
        : 'The view "constructors" lists all there are.'),
  );
}

/** In quotes, with everything escaped that a terminal would obey: names come from the program. */
function quoted(name: string): string {
  return JSON.stringify(name).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The names most like `wanted`, the nearest first. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const lower = wanted.toLowerCase();
  const scored = [...new Set(names)].flatMap((name) => {
    const other = name.toLowerCase();
    if (other === '' || other.length > 100) return [];
    if (other === lower) return [{ name, score: 0 }];
    const distance = editDistance(lower, other);
    if (distance <= Math.max(1, Math.floor(lower.length / 3))) return [{ name, score: distance }];
    return lower.length > 2 && other.includes(lower) ? [{ name, score: 10 + other.length }] : [];
  });
  return scored
    .toSorted((a, b) => a.score - b.score || byText(a.name, b.name))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

/** Levenshtein's distance: how many letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > a.length / 2 + 1) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
