import { type HierarchyRectangularNode, hierarchy, partition } from 'd3-hierarchy';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../../report/units.ts';
import { formatShare } from '../../report/share.ts';
import { tintOf } from '../model/colors.ts';
import { type FlameNode, matches } from '../model/flame-nodes.ts';
import { Empty } from './basics.tsx';

type Box = HierarchyRectangularNode<FlameNode>;

const ROW = 24;
/** Narrower boxes cannot be read or hit. */
const LEAST_WIDTH = 0.0012;

/** Boxes that can be walked through by arrow keys: up to the caller, down to the widest called, left and right beside. */
export function FlameGraph({ root, search }: { root: FlameNode; search: string }) {
  const top = useMemo(() => layOut(root), [root]);
  const [zoomed, setZoomed] = useState<Box>(top);
  const [at, setAt] = useState<Box>(top);
  const place = useRef<HTMLDivElement>(null);
  // A box of another graph is no box of this one.
  const focus = zoomed.ancestors().at(-1) === top ? zoomed : top;
  const current = at.ancestors().at(-1) === top ? at : focus;
  const boxes = useMemo(() => visible(top, focus), [top, focus]);
  const isMoved = useRef(false);
  useEffect(() => {
    if (isMoved.current) place.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    isMoved.current = false;
  }, [current, focus]);
  if (!top.value)
    return (
      <Empty title="Nothing grew here">
        No stack has more live bytes at the second moment than at the first. Choose moments further apart.
      </Empty>
    );
  const go = (box: Box | undefined | null): void => {
    if (!box) return;
    isMoved.current = true;
    setAt(box);
  };
  const zoom = (box: Box): void => {
    isMoved.current = true;
    setZoomed(box);
    setAt(box);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = KEYS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    if (event.key === 'Escape') zoom(focus.parent ?? top);
    else go(step(current, boxes));
  };
  const found = search.trim() === '' ? null : matchedBytes(top, search);
  const depth = Math.max(...boxes.map((box) => box.depth)) + 1;
  return (
    <div class="flame">
      <p class="flame-status" aria-live="polite">
        <b>{describe(current, top)}</b>
        {found === null ? null : (
          <span>
            {' '}
            Matching “{search}”: {formatBytes(found)}, {formatShare(found, top.value)}.
          </span>
        )}
        {focus === top ? null : (
          <button type="button" class="link" onClick={() => zoom(top)}>
            Show all
          </button>
        )}
      </p>
      <div
        ref={place}
        class="flame-boxes"
        role="group"
        aria-label="Flame graph. Arrow keys walk through it, Enter looks closer, Escape steps back."
        style={{ height: `${depth * ROW}px` }}
        onKeyDown={onKeyDown}
      >
        {boxes.map((box) => {
          const [from, to] = within(box, focus);
          const isNarrow = to - from <= 0.02;
          const isMatch = search.trim() !== '' && matches(box.data.frame, search);
          return (
            <button
              key={keyOf(box)}
              type="button"
              class={`flame-box ${isNarrow ? 'narrow' : ''} ${tintFor(box)} ${box.depth < focus.depth ? 'above' : ''} ${isMatch ? 'match' : search.trim() === '' ? '' : 'no-match'}`}
              style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%`, top: `${box.depth * ROW}px` }}
              tabIndex={box === current ? 0 : -1}
              aria-label={describe(box, top)}
              onClick={() => zoom(box)}
              onFocus={() => setAt(box)}
              onMouseEnter={() => setAt(box)}
            >
              {isNarrow ? '' : nameOf(box)}
              {to - from > 0.2 && box.data.frame.place !== '' ? (
                <span class="flame-place"> {box.data.frame.place}</span>
              ) : null}
            </button>
          );
        })}
      </div>
    </div>
  );
}

const KEYS: Record<string, (box: Box, boxes: readonly Box[]) => Box | null | undefined> = {
  ArrowUp: (box) => box.parent,
  ArrowDown: (box, boxes) => box.children?.find((child) => boxes.includes(child)),
  ArrowLeft: (box, boxes) => beside(box, boxes, -1),
  ArrowRight: (box, boxes) => beside(box, boxes, 1),
  Escape: (box) => box,
};

function beside(box: Box, boxes: readonly Box[], by: number): Box | undefined {
  const row = boxes.filter(({ depth }) => depth === box.depth);
  return row[row.indexOf(box) + by];
}

function layOut(root: FlameNode): Box {
  const tree = hierarchy(root)
    .sum(({ self }) => self)
    // oxlint-disable-next-line unicorn/no-array-sort -- d3's own, of a tree just made
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  return partition<FlameNode>()(tree);
}

/** Where a box stands when `focus` is as wide as the graph: 0 … 1. */
function within(box: Box, focus: Box): [number, number] {
  const width = focus.x1 - focus.x0 || 1;
  const at = (x: number): number => Math.min(1, Math.max(0, (x - focus.x0) / width));
  return [at(box.x0), at(box.x1)];
}

function visible(top: Box, focus: Box): Box[] {
  const shown: Box[] = [];
  const open = [top];
  while (open.length > 0) {
    const box = open.pop()!;
    const [from, to] = within(box, focus);
    if (to - from < LEAST_WIDTH) continue;
    shown.push(box);
    if (box.children) open.push(...box.children.toReversed());
  }
  return shown;
}

function keyOf(box: Box): string {
  return `${box.depth} ${box.x0} ${box.x1}`;
}

function tintFor({ data: { frame }, depth }: Box): string {
  if (depth === 0) return 'tint-root';
  if (frame.kind === 'heap') return 'tint-root';
  if (frame.kind !== 'user') return `tint-${frame.kind}`;
  return frame.packageName === null ? `tint-own-${depth % 3}` : tintOf(frame.packageName);
}

/** What the program calls of V8's own has a name that says little without a word on what it is. */
function nameOf({ data: { frame } }: Box): string {
  return frame.kind === 'v8' ? `${frame.functionName} (built-in)` : frame.functionName;
}

function describe(box: Box, top: Box): string {
  const { data, value = 0 } = box;
  const { frame, self } = data;
  const where = frame.place === '' ? '' : `, ${frame.place}`;
  const own = self > 0 && self < value ? `, ${formatBytes(self)} of it in the function itself` : '';
  return `${nameOf(box)}${where}: ${formatBytes(value)}, ${formatShare(value, top.value ?? 0)}${own}.`;
}

/** Bytes below boxes that match, each counted once. */
function matchedBytes(top: Box, search: string): number {
  let sum = 0;
  const open = [top];
  while (open.length > 0) {
    const box = open.pop()!;
    if (matches(box.data.frame, search)) sum += box.value ?? 0;
    else if (box.children) open.push(...box.children);
  }
  return sum;
}
