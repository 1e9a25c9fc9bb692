// Makes a snapshot larger than V8 could take here: `repeat-snapshot <from> <to> <times>` writes the heap of <from>
// <times> over, side by side. Only the first root is one; the others hang off it as what nothing refers to.
import { closeSync, openSync, writeSync } from 'node:fs';
import { readSnapshotTables } from '../dist/format/heapsnapshot/open.js';

const ROWS_PER_WRITE = 100_000;

const [from, to, timesText] = process.argv.slice(2);
const times = Number(timesText);
const tables = await readSnapshotTables(from);
const { header, nodeCount, edgeCount, strings } = tables;
const stride = header.nodeFields.length;
const file = openSync(to, 'w');
const write = (text) => writeSync(file, text);

function writeRows(key, count, row) {
  write(`,\n"${key}":[`);
  for (let copy = 0; copy < times; copy++) {
    for (let start = 0; start < count; start += ROWS_PER_WRITE) {
      const rows = [];
      for (let at = start; at < Math.min(count, start + ROWS_PER_WRITE); at++) rows.push(row(at, copy));
      write((copy + start > 0 ? '\n,' : '') + rows.join('\n,'));
    }
  }
  write(']');
}

const snapshot = { ...header.raw, node_count: nodeCount * times, edge_count: edgeCount * times };
write(`{"snapshot":${JSON.stringify(snapshot)}`);
const zeros = ',0'.repeat(stride - 5);
writeRows('nodes', nodeCount, (node, copy) => {
  const id = tables.nodeId[node] + copy * 400_000_000;
  const edges = tables.firstEdge[node + 1] - tables.firstEdge[node];
  return `${tables.nodeType[node]},${tables.nodeName[node]},${id},${tables.selfSize[node]},${edges}${zeros}`;
});
writeRows('edges', edgeCount, (edge, copy) => {
  const target = (tables.edgeTarget[edge] + copy * nodeCount) * stride;
  return `${tables.edgeType[edge]},${tables.edgeName[edge]},${target}`;
});
write(',\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[],\n"strings":[');
for (let start = 0; start < strings.count; start += ROWS_PER_WRITE) {
  const texts = [];
  for (let index = start; index < Math.min(strings.count, start + ROWS_PER_WRITE); index++) {
    texts.push(`"${Buffer.from(strings.rawBytes(index)).toString('utf8')}"`);
  }
  write((start > 0 ? ',\n' : '') + texts.join(',\n'));
}
write(']}\n');
closeSync(file);
