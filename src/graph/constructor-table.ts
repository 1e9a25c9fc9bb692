import type { NodesAndEdges } from './nodes-and-edges.ts';
import { inferInterfaces, matchInterfaces, type InterfaceDefinition } from './interfaces.ts';
import { SequenceTable } from './sequence-table.ts';
import { findShapes } from './shapes.ts';

/** Where a constructor's source stands: generated code, line and column 1-based. */
export interface ConstructorLocation {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

/** The constructors of a snapshot, numbered, and each node's. */
export interface ConstructorTable {
  readonly count: number;
  /** For each node ordinal, the number of its constructor. */
  readonly constructorOf: Uint32Array;
  /** For each constructor, its name. Constructors at different places may share one. */
  readonly names: readonly string[];
  /** For each constructor, where its source stands; undefined for what V8 and Node bring along. */
  readonly locations: readonly (ConstructorLocation | undefined)[];
  /** The interfaces plain objects are called by, in order of preference. */
  readonly interfaces: readonly InterfaceDefinition[];
}

/**
 * Groups nodes by constructor as DevTools does: objects by class name and the place of its source, plain objects
 * by interface, everything else by kind, such as `(string)` and `(compiled code)`.
 *
 * @param interfaces - Interfaces of an earlier snapshot, preferred so that the same objects keep their names.
 */
export function buildConstructorTable(
  graph: NodesAndEdges,
  interfaces: readonly InterfaceDefinition[] = [],
): ConstructorTable {
  const names = new NameNumbers();
  const nameOf = numberNames(graph, names);
  const used = nameInterfaces(graph, interfaces, names, nameOf);
  return { ...separateByLocation(graph, names.list, nameOf), interfaces: used };
}

/** Texts, numbered in the order they are first asked for. */
class NameNumbers {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      this.#numbers.set(name, (number = this.list.length));
      this.list.push(name);
    }
    return number;
  }
}

/** For each node ordinal, the number of its class name. */
function numberNames(graph: NodesAndEdges, names: NameNumbers): Uint32Array {
  const { nodeCount, nodeType, nodeTypes, nodeName, strings } = graph;
  const fixed = Int32Array.from({ length: 256 }, (_, type) => {
    if (type === nodeTypes.object || type === nodeTypes.native) return -1;
    return names.of(kindName(graph, type));
  });
  // For each string index, the number of the class it names; -1 until it is asked for.
  const byString = new Int32Array(strings.count).fill(-1);
  const nameOf = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    let name = fixed[nodeType[node]];
    if (name < 0) name = byString[nodeName[node]];
    if (name < 0) name = byString[nodeName[node]] = names.of(className(strings.get(nodeName[node])));
    nameOf[node] = name;
  }
  if (graph.tables.detachedness) nameDetached(graph, names, nameOf);
  return nameOf;
}

function nameDetached(graph: NodesAndEdges, names: NameNumbers, nameOf: Uint32Array): void {
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.isDetached(node)) nameOf[node] = names.of(className(graph.rawNameOf(node)));
  }
}

function kindName({ header, nodeTypes }: NodesAndEdges, type: number): string {
  if (type === nodeTypes.hidden) return '(system)';
  if (type === nodeTypes.code) return '(compiled code)';
  if (type === nodeTypes.closure) return 'Function';
  if (type === nodeTypes.regexp) return 'RegExp';
  return `(${header.nodeTypes[type] ?? 'unknown'})`;
}

/** `<div id="a">` is of the class `<div>`. */
function className(name: string): string {
  const start = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 10 : -1;
  const space = start < 0 ? -1 : name.indexOf(' ', start);
  return space < 0 ? name : `${name.slice(0, space)}>`;
}

/** Gives plain objects the names of their interfaces. */
function nameInterfaces(
  graph: NodesAndEdges,
  earlier: readonly InterfaceDefinition[],
  names: NameNumbers,
  nameOf: Uint32Array,
): InterfaceDefinition[] {
  const shapes = findShapes(graph);
  const known = new Set(earlier.map(({ name }) => name));
  const interfaces = [...earlier, ...inferInterfaces(shapes).filter(({ name }) => !known.has(name))];
  const matches = matchInterfaces(shapes, interfaces);
  const nameOfShape = Int32Array.from(matches, (match) =>
    match < 0 ? -1 : names.of(interfaces[match].name),
  );
  shapes.objects.forEach((node, at) => {
    const name = nameOfShape[shapes.shapeOf[at]];
    if (name >= 0) nameOf[node] = name;
  });
  return interfaces;
}

/** Objects whose constructors share a name but not a place are not of one class. */
function separateByLocation(
  graph: NodesAndEdges,
  names: readonly string[],
  constructorOf: Uint32Array,
): Omit<ConstructorTable, 'interfaces'> {
  const { nodeType, nodeTypes } = graph;
  const { count, node, scriptId, line, column } = graph.tables.locations;
  const allNames = [...names];
  const locations: (ConstructorLocation | undefined)[] = names.map(() => undefined);
  const table = new SequenceTable();
  const key = new Uint32Array(4);
  for (let row = 0; row < count; row++) {
    if (nodeType[node[row]] !== nodeTypes.object || constructorOf[node[row]] >= names.length) continue;
    key.set([constructorOf[node[row]], scriptId[row], line[row], column[row]]);
    const place = table.intern(key, 4);
    if (names.length + place === allNames.length) {
      allNames.push(names[key[0]]);
      locations.push({ scriptId: key[1], line: key[2], column: key[3] });
    }
    constructorOf[node[row]] = names.length + place;
  }
  return { count: allNames.length, constructorOf, names: allNames, locations };
}
