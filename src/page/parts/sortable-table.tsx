import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';

/** A column of a table that can be sorted by it. */
export interface Column<Row> {
  readonly head: string;
  /** What the column means, for a tooltip. */
  readonly about?: string;
  /** What rows are ordered by: figures the largest first, texts from A on. */
  readonly by: (row: Row) => number | string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly isFigure?: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, place: number) => string;
  /** The column to begin with. */
  readonly sortBy: number;
  /** Rows that stay below the others, such as a sum. */
  readonly footer?: readonly Row[];
}

interface Order {
  readonly column: number;
  readonly isReversed: boolean;
}

/** A table whose columns can be clicked to sort by them. */
export function SortableTable<Row>(props: Props<Row>) {
  const { columns, rows, keyOf, footer = [] } = props;
  const [chosen, setChosen] = useState<Order | null>(null);
  const order =
    chosen !== null && chosen.column < columns.length ? chosen : { column: props.sortBy, isReversed: false };
  const sorted = useMemo(
    () => sort(rows, columns[order.column]!, order.isReversed),
    [rows, columns, order.column, order.isReversed],
  );
  const choose = (column: number): void =>
    setChosen({ column, isReversed: column === order.column && !order.isReversed });
  const cells = (row: Row) =>
    columns.map(({ cell, isFigure, head }) => (
      <td key={head} class={isFigure ? 'figure' : undefined}>
        {cell(row)}
      </td>
    ));
  return (
    <div class="scroller" role="region" aria-label={props.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ head, about, isFigure }, i) => (
              <th
                key={head}
                scope="col"
                class={isFigure ? 'figure' : undefined}
                aria-sort={
                  i !== order.column
                    ? 'none'
                    : (isFigure === true) !== order.isReversed
                      ? 'descending'
                      : 'ascending'
                }
              >
                <button type="button" title={about} onClick={() => choose(i)}>
                  {head}
                  <span aria-hidden="true">{i === order.column ? (order.isReversed ? '▴' : '▾') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, place) => (
            <tr key={keyOf(row, place)}>{cells(row)}</tr>
          ))}
        </tbody>
        {footer.length === 0 ? null : (
          <tfoot>
            {footer.map((row, place) => (
              <tr key={keyOf(row, place)}>{cells(row)}</tr>
            ))}
          </tfoot>
        )}
      </table>
    </div>
  );
}

function sort<Row>(rows: readonly Row[], { by }: Column<Row>, isReversed: boolean): Row[] {
  const sign = isReversed ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (typeof left === 'number' && typeof right === 'number') return sign * (right - left);
    return sign * (String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0);
  });
}
