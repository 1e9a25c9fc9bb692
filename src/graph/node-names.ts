import type { NodesAndEdges } from './nodes-and-edges.ts';
import { NOT_ESSENTIAL } from './nodes-and-edges.ts';
import { showProperty } from './interfaces.ts';

/** DevTools' limits: what of a string is put together, and how wide a plain object's name may be. */
const MAX_STRING_LENGTH = 1024;
const MAX_NAME_LENGTH = 100;

/**
 * The name people see, as in DevTools: a concatenated string's text, a plain object's first and last properties,
 * V8's own name for the rest.
 */
export function displayName(graph: NodesAndEdges, node: number): string {
  const { nodeType, nodeTypes } = graph;
  if (nodeType[node] === nodeTypes.concatenatedString) return concatenated(graph, node);
  const name = graph.rawNameOf(node);
  return nodeType[node] === nodeTypes.object && name === 'Object' ? plainObjectName(graph, node) : name;
}

function concatenated(graph: NodesAndEdges, start: number): string {
  const { nodeType, nodeTypes } = graph;
  let text = '';
  const parts = [start];
  // A damaged or made-up file can hold a string that contains itself.
  for (let steps = 0; parts.length > 0 && text.length < MAX_STRING_LENGTH && steps < 10_000; steps++) {
    const node = parts.pop()!;
    if (nodeType[node] !== nodeTypes.concatenatedString) text += graph.strings.get(graph.nodeName[node]);
    else {
      const { first, second } = halves(graph, node);
      if (second >= 0) parts.push(second);
      if (first >= 0) parts.push(first);
    }
  }
  return text;
}

function halves(graph: NodesAndEdges, node: number): { first: number; second: number } {
  const found = { first: -1, second: -1 };
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if ((graph.edgeType[edge] & ~NOT_ESSENTIAL) !== graph.edgeTypes.internal) continue;
    const name = graph.edgeNameOf(edge);
    if (name === 'first') found.first = graph.edgeTarget[edge];
    else if (name === 'second') found.second = graph.edgeTarget[edge];
  }
  return found;
}

/** `{role, content, …, id}`: properties from both ends in turn, as many as fit. */
function plainObjectName(graph: NodesAndEdges, node: number): string {
  const properties = propertyNames(graph, node);
  const front: string[] = [];
  const back: string[] = [];
  let width = 2;
  let left = properties.length;
  for (; left > 0; left--) {
    const fromBack = front.length > back.length;
    const shown = showProperty(fromBack ? properties.at(-1 - back.length)! : properties[front.length]);
    if (front.length > 0 && width + shown.length > MAX_NAME_LENGTH) break;
    (fromBack ? back : front).push(shown);
    // Every name but the first and the last stands with ", " between it and its neighbour on its own side.
    width += shown.length + ((fromBack ? back : front).length > 1 ? 2 : 0);
  }
  return `{${[...front, ...(left > 0 ? ['…'] : []), ...back.toReversed()].join(', ')}}`;
}

function propertyNames(graph: NodesAndEdges, node: number): string[] {
  const names: string[] = [];
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if ((graph.edgeType[edge] & ~NOT_ESSENTIAL) !== graph.edgeTypes.property) continue;
    const name = String(graph.edgeNameOf(edge));
    if (name !== '__proto__') names.push(name);
  }
  return names;
}
