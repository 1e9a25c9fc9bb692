import type { Shapes } from './shapes.ts';

/** A name for plain objects that have certain properties: `{role, content}`. */
export interface InterfaceDefinition {
  readonly name: string;
  readonly properties: readonly string[];
}

/** DevTools' limits: a name stops growing at 120 characters, and has to fit two objects and 1 in 1,000. */
const MAX_NAME_LENGTH = 120;
const MIN_OBJECTS = 2;
const OBJECTS_PER_INTERFACE = 1000;

/** Finds the interfaces worth naming among a snapshot's plain objects, the most common first. */
export function inferInterfaces(shapes: Shapes): InterfaceDefinition[] {
  const candidates = new Map<string, { definition: InterfaceDefinition; count: number }>();
  shapes.counts.forEach((count, shape) => {
    const definition = describe(shapes.propertiesOf(shape));
    if (!definition) return;
    const known = candidates.get(definition.name);
    if (known) known.count += count;
    else candidates.set(definition.name, { definition, count });
  });
  const least = Math.max(MIN_OBJECTS, shapes.objects.length / OBJECTS_PER_INTERFACE);
  return [...candidates.values()]
    .filter(({ count }) => count >= least)
    .toSorted((a, b) => b.count - a.count)
    .map(({ definition }) => definition);
}

function describe(allProperties: readonly string[]): InterfaceDefinition | undefined {
  const properties: string[] = [];
  let name = '{';
  for (const property of allProperties) {
    if (property === '__proto__') continue;
    const shown = showProperty(property);
    if (name.length > 1 && name.length + shown.length > MAX_NAME_LENGTH) break;
    if (name.length > 1) name += ', ';
    name += shown;
    properties.push(property);
  }
  return properties.length > 0 ? { name: `${name}}`, properties } : undefined;
}

/** A property's name, quoted when it holds what separates names. */
export function showProperty(property: string): string {
  return /[,'"{}]/.test(property) ? JSON.stringify(property) : property;
}

/**
 * Chooses an interface for each shape: the one with the most properties of those whose every property the shape
 * has; of equal ones, the first.
 *
 * @returns For each shape, an index in `definitions`, or -1.
 */
export function matchInterfaces(shapes: Shapes, definitions: readonly InterfaceDefinition[]): Int32Array {
  const definitionsWith = new Map<string, number[]>();
  definitions.forEach(({ properties }, index) => {
    for (const property of numbered(properties)) {
      const list = definitionsWith.get(property);
      if (list) list.push(index);
      else definitionsWith.set(property, [index]);
    }
  });
  const hits = new Uint32Array(definitions.length);
  return Int32Array.from(shapes.counts, (_, shape) => {
    const touched: number[] = [];
    for (const property of numbered(shapes.propertiesOf(shape))) {
      for (const index of definitionsWith.get(property) ?? []) if (hits[index]++ === 0) touched.push(index);
    }
    let best = -1;
    for (const index of touched) {
      const size = definitions[index].properties.length;
      if (hits[index] === size && isBetter(index, size, best, definitions)) best = index;
      hits[index] = 0;
    }
    return best;
  });
}

function isBetter(
  index: number,
  size: number,
  best: number,
  definitions: readonly InterfaceDefinition[],
): boolean {
  if (best < 0) return true;
  const bestSize = definitions[best].properties.length;
  return size > bestSize || (size === bestSize && index < best);
}

/** Tells the second edge of one name from the first, so that two need two. */
function numbered(properties: readonly string[]): string[] {
  if (new Set(properties).size === properties.length) return [...properties];
  const seen = new Map<string, number>();
  return properties.map((property) => {
    const times = seen.get(property) ?? 0;
    seen.set(property, times + 1);
    return times === 0 ? property : `${property}\0${times}`;
  });
}
