import type { NodeOrdinal } from '../../graph/ids.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { Hop } from './kept-path.ts';
import { judgeSteps } from './leak-trace.ts';
import type { NewObjects } from './new-objects.ts';
import type { PathGroup } from './path-groups.ts';
import type { Places } from './places.ts';
import { toSteps } from './steps.ts';
import type { GrowthEvidence, SourceNames, Suspect } from './suspect.ts';
import type { SuspectKind } from './suspect-kind.ts';
import { nameReference } from './suspect-reference.ts';

/** What a search knows that looks for it. */
export interface BufferSearch {
  readonly facts: HeapFacts;
  readonly evidence: GrowthEvidence;
  readonly tree: KeepingTree;
  readonly newObjects: NewObjects;
  readonly places: Places;
  readonly names: SourceNames;
}

const STORE = 'system / JSArrayBufferData';
/** What stands between a store and the variable or property that people know. */
const BUFFERS = /^(Shared)?ArrayBuffer$|^WebAssembly\.Memory$|^Memory$|^Buffer$|^DataView$|Array$|^system \//;
/** A store that holds less of the growth than this is not what grew. */
const LEAST_SHARE = 0.5;
/** A hop of a single node, which is one of no group. */
const LONE: PathGroup = {
  index: -1,
  parent: null,
  hop: -1,
  kind: 0,
  constructorIndex: 0,
  children: [],
  newCount: 0,
  newMembers: [],
  oldCount: 1,
  firstOlder: NO_NODE,
  links: 0,
  newLinks: 0,
  newBytes: 0,
};

/**
 * Finds the one buffer that grew where no objects did: a WebAssembly memory or a resizable ArrayBuffer grows in
 * place, and so is not new.
 */
export function grownBuffer(search: BufferSearch): Suspect | null {
  const { facts, evidence, tree, newObjects, places, names } = search;
  const outside = evidence.outside.filter(({ series }) => series === 'external' || series === 'arrayBuffers');
  const perIteration = Math.max(0, ...outside.map((series) => series.perIteration));
  const store = largestStore(search);
  if (perIteration === 0 || store === NO_NODE) return null;
  const bytes = facts.graph.shallowSizeOf(store);
  if (bytes < LEAST_SHARE * perIteration * evidence.iterations) return null;
  const hops = hopsTo(tree, store);
  let pileAt = hops.length - 1;
  while (pileAt > 1 && BUFFERS.test(facts.rawName(hops[pileAt - 1].node))) pileAt--;
  const steps = toSteps(facts, tree, { hops, pileAt });
  const at = Math.max(
    1,
    steps.findIndex(({ isPiledUp }) => isPiledUp),
  );
  const { name, ownerAt, variable } = nameReference(steps, at);
  const isMemory = steps.slice(at).some(({ label }) => label.includes('Memory'));
  const kind: SuspectKind = isMemory ? 'native-memory' : 'array-buffers';
  const owner = steps
    .slice(0, ownerAt + 1)
    .toReversed()
    .map(({ node }) => places.of(node))
    .find((place) => place !== null);
  const files = [
    ...new Set(
      steps
        .slice(0, at)
        .toReversed()
        .flatMap(({ node }) => places.filesAt(node)),
    ),
  ];
  const blamed = files.length > 0 ? names.packageOf(files[0]) : null;
  return {
    fingerprint: fingerprintOf({
      kind,
      referenceName: name,
      ownerFile: owner?.file ?? null,
      packageName: blamed?.name ?? null,
    }),
    kind,
    title: `${name} grows`,
    constructorName: steps[at].label,
    reference: {
      name,
      holder: steps[at - 1].label,
      location: places.ofVariable(variable, owner ?? null),
      isPlaceOfObjects: false,
    },
    perIteration: { bytes: perIteration, count: 0 },
    retainedBytes: bytes,
    retainingPath: judgeSteps(steps, at, newObjects, places).map((step) =>
      step.reason === 'one-of-many' ? { ...step, reason: 'grows-in-place' } : step,
    ),
    files,
    package: blamed,
    advice: kind,
    docs: `docs/findings/${kind}.md`,
    isProven: evidence.isProven ?? true,
  };
}

function largestStore({ facts, tree }: BufferSearch): NodeOrdinal {
  const { graph } = facts;
  const isStore = new Uint8Array(graph.strings.count);
  for (const index of graph.strings.indexesOf(STORE)) isStore[index] = 1;
  let largest = NO_NODE;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isStore[graph.nodeName[node]] === 0 || tree.parent[node] === NO_NODE) continue;
    if (largest === NO_NODE || graph.shallowSizeOf(node) > graph.shallowSizeOf(largest)) largest = node;
  }
  return largest;
}

function hopsTo(tree: KeepingTree, end: NodeOrdinal): Hop[] {
  const hops: Hop[] = [];
  for (let node = end; node !== NO_NODE; node = tree.parent[node]) {
    const isFirst = tree.parent[node] === NO_NODE;
    hops.push({ node, edge: isFirst ? -1 : tree.edge[node], group: LONE, links: 1 });
  }
  return hops.toReversed();
}
