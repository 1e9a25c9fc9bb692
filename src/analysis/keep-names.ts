import type { ConstructorTable } from '../graph/constructor-table.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { NameSet } from '../graph/name-set.ts';
import type { ConstructorCensus } from './constructor-census.ts';
import { NO_OBJECT, placeOfId } from './census-objects.ts';

/**
 * Lets plain objects that lived at the census before keep the name they had then. Interfaces are inferred anew for
 * each snapshot; without this an unchanged object could change its name, and show up as one lost and one gained.
 */
export function keepPlainObjectNames(
  graph: HeapGraph,
  table: ConstructorTable,
  previous: ConstructorCensus,
): ConstructorTable {
  const { nodeCount, nodeType, nodeTypes, nodeName, nodeId, strings } = graph;
  const plain = new NameSet(strings, 'Object');
  const { constructorOf } = table;
  const names = [...table.names];
  const locations = [...table.locations];
  const numberOf = new Map<string, number>();
  names.forEach((name, number) => locations[number] || numberOf.set(name, number));
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== nodeTypes.object || !plain.has(nodeName[node]) || locations[constructorOf[node]])
      continue;
    const place = placeOfId(previous.objects, nodeId[node]);
    if (place === NO_OBJECT) continue;
    const { constructorName, location } = previous.rows[previous.objects.row[place]];
    if (location || constructorName === names[constructorOf[node]] || !isPlainName(constructorName)) continue;
    let number = numberOf.get(constructorName);
    if (number === undefined) {
      numberOf.set(constructorName, (number = names.length));
      names.push(constructorName);
      locations.push(undefined);
    }
    constructorOf[node] = number;
  }
  return { ...table, names, locations, count: names.length };
}

function isPlainName(name: string): boolean {
  return name === 'Object' || name.startsWith('{');
}
