import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../../report/units.ts';
import { tintOf } from '../model/colors.ts';
import { type BoxNode, nameOf } from '../model/box-nodes.ts';

type Box = HierarchyRectangularNode<BoxNode>;

const HEIGHT = 460;
/** Levels drawn at once. */
const LEVELS = 2;
const LEAST_SIDE = 3;

/** The boxes in a box, and those in them. */
export function Treemap({ node, onLook }: { node: BoxNode; onLook: (node: BoxNode) => void }) {
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
            class={`map-box depth-${depth} ${data.box.name === '' ? 'tint-other' : tintOf(data.box.name)}`}
            style={{ left: `${x0}px`, top: `${y0}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` }}
            title={`${name}: ${size}`}
            aria-label={`${name}, ${size}`}
            tabIndex={depth === 1 ? 0 : -1}
            onClick={() => onLook(data)}
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
  const tree = hierarchy(node, ({ children, place }) =>
    place === node.place || isShallow(node, place) ? children : [],
  )
    .sum(({ box, children, place }) =>
      children.length > 0 && (place === node.place || isShallow(node, place)) ? 0 : box.size,
    )
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = treemap<BoxNode>()
    .tile(treemapSquarify)
    .size([width, HEIGHT])
    .paddingInner(2)
    .paddingTop((box) => (box.depth === 0 ? 0 : 20))
    .paddingLeft((box) => (box.depth === 0 ? 0 : 3))
    .paddingRight((box) => (box.depth === 0 ? 0 : 3))
    .paddingBottom((box) => (box.depth === 0 ? 0 : 3))
    .round(true)(tree);
  return laid
    .descendants()
    .filter(
      ({ depth, x0, x1, y0, y1 }) =>
        depth > 0 && depth <= LEVELS && x1 - x0 >= LEAST_SIDE && y1 - y0 >= LEAST_SIDE,
    );
}

/** Whether a box is right inside of the one that is looked at: those inside of it are drawn, and no deeper ones. */
function isShallow(node: BoxNode, place: number): boolean {
  return node.children.some((child) => child.place === place);
}
