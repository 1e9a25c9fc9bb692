import type { TraceTree } from './trace-tree.ts';

/** Rows handed out at a time. */
const ROWS_PER_CHUNK = 4096;

/** Writes the rows of a trace tree, without the brackets around all of them. Depth costs an entry, no recursion. */
export function* traceTreeText(tree: TraceTree, fields: readonly string[]): Generator<Uint8Array> {
  const values: Record<string, Uint32Array> = {
    id: tree.id,
    function_info_index: tree.functionIndex,
    count: tree.count,
    size: tree.size,
  };
  const childrenAt = fields.indexOf('children');
  const join = (names: readonly string[], row: number) => names.map((name) => values[name]?.[row] ?? 0);
  const open: number[] = [];
  let written = '';
  const close = () => (written += [']', ...join(fields.slice(childrenAt + 1), open.pop()!)].join(','));
  for (let row = 0; row < tree.id.length; row++) {
    // Its caller's place among the open ones; a root has none.
    const depth = tree.parent[row] === row ? 0 : open.lastIndexOf(tree.parent[row]) + 1;
    while (open.length > depth) close();
    if (row > 0 && !written.endsWith('[')) written += ',';
    written += [...join(fields.slice(0, childrenAt), row), '['].join(',');
    open.push(row);
    if (row % ROWS_PER_CHUNK === ROWS_PER_CHUNK - 1) {
      // The last character tells whether a comma is due.
      yield Buffer.from(written.slice(0, -1));
      written = '[';
    }
  }
  while (open.length > 0) close();
  yield Buffer.from(written);
}
