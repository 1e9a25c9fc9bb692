import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../../report/units.ts';
import { tintOf } from '../model/colors.ts';
import { type BoxNode, nameOf } from '../model/box-nodes.ts';

type Box = HierarchyRectangularNode<BoxNode>;

const HEIGHT = 460;
/** Levels drawn at once. */
const LEVELS = 2;
const MOST_OF_IT = 0.8;
const LEAST_SIDE = 3;

/** The boxes in a box, and those in them. */
export function Treemap({ node, onLook }: { node: BoxNode; onLook: (place: number) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(entry!.contentRect.width));
    watcher.observe(place.current!);
    return () => watcher.disconnect();
  }, []);
  const boxes = useMemo(() => (width === 0 ? [] : layOut(node, width)), [node, width]);
  return (
    <div
      ref={place}
      class="treemap"
      role="group"
      aria-label={`What is in ${nameOf(node.box)}`}
      style={{ height: `${HEIGHT}px` }}
    >
      {boxes.map((box) => {
        const { data, depth, x0, y0, x1, y1 } = box;
        const name = nameOf(data.box);
        const size = formatBytes(data.box.size);
        const isWide = x1 - x0 > 46 && y1 - y0 > 18;
        return (
          <button
            key={data.place}
            type="button"
            class={`map-box ${isWide ? '' : 'narrow'} depth-${Math.min(depth, 2)} ${tintFor(data)}`}
            style={{ left: `${x0}px`, top: `${y0}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` }}
            title={`${name}: ${size}`}
            aria-label={`${name}, ${size}`}
            tabIndex={depth === 1 ? 0 : -1}
            onClick={() => onLook(data.place)}
          >
            {isWide ? (
              <span class="map-text">
                <b>{name}</b> {size}
              </span>
            ) : null}
          </button>
        );
      })}
    </div>
  );
}

function layOut(node: BoxNode, width: number): Box[] {
  const tree = hierarchy(shallow(node, LEVELS))
    .sum(({ children, box }) => (children.length > 0 ? 0 : box.size))
    // oxlint-disable-next-line unicorn/no-array-sort -- d3's own, of a tree just made
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = treemap<BoxNode>()
    .tile(treemapSquarify)
    .size([width, HEIGHT])
    .paddingInner((box) => (box.depth === 0 ? 2 : 1))
    .paddingTop((box) => (box.depth === 0 ? 0 : 20))
    .paddingLeft((box) => (box.depth === 0 ? 0 : 3))
    .paddingRight((box) => (box.depth === 0 ? 0 : 3))
    .paddingBottom((box) => (box.depth === 0 ? 0 : 3))
    .round(true)(tree);
  return laid.descendants().filter((box) => box.depth > 0 && hasRoom(box));
}

/** Whether a box is large enough to be drawn, and inside of the one around it: with no room left, d3 draws over its edge. */
function hasRoom({ x0, x1, y0, y1, parent }: Box): boolean {
  const isLarge = x1 - x0 >= LEAST_SIDE && y1 - y0 >= LEAST_SIDE;
  return isLarge && (parent === null || (x1 <= parent.x1 && y1 <= parent.y1));
}

/** The program's own objects stand out from what V8 and Node need. */
function tintFor({ box: { name } }: BoxNode): string {
  if (name === '') return 'tint-other';
  return /^\(|^(system|Node) \/ /.test(name) ? 'tint-internal' : tintOf(name);
}

/** A box with no more than so many levels of boxes in it; one that is nearly all of the box around it is none. */
function shallow(node: BoxNode, levels: number): BoxNode {
  if (levels === 0) return { ...node, children: [] };
  return {
    ...node,
    children: node.children.map((child) => {
      const isMost = child.box.size > node.box.size * MOST_OF_IT;
      return shallow(child, isMost ? levels : levels - 1);
    }),
  };
}
