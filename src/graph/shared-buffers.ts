import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import { NameSet } from './name-set.ts';

/** Whether there is a SharedArrayBuffer that can grow: V8 tells of its memory that it is 0 bytes, as of an empty one's. */
export function hasGrowableShared(tables: SnapshotTables): boolean {
  const { header, nodeCount, nodeType, nodeName, selfSize, firstEdge, edgeTarget, strings } = tables;
  const object = header.nodeTypes.indexOf('object');
  const shared = new NameSet(strings, 'SharedArrayBuffer');
  const memory = new NameSet(strings, 'system / JSArrayBufferData');
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== object || !shared.has(nodeName[node])) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const target = edgeTarget[edge];
      if (memory.has(nodeName[target]) && selfSize[target] === 0) return true;
    }
  }
  return false;
}
