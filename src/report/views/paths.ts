import type { PathNode, PathView } from '../../analysis/views/path.ts';
import type { RetainerGroup, RetainersView } from '../../analysis/views/retainers.ts';
import { shellWord } from '../shell.ts';
import { formatCount } from '../units.ts';
import type { Page, PageCell } from './page.ts';
import { bytesCell, countCell, counted, figures, formatShare, labelText, objectText, text } from './words.ts';

/** The page of `memprof analyze <file> path`. */
export function pathPage(result: PathView): Page {
  const { root, target, count, unreachableCount } = result;
  const reached = count - unreachableCount;
  const common = lastCommon(root, reached);
  return {
    title: `Paths to ${target}`,
    sentence:
      reached === 0
        ? `Nothing but weak references leads to ${target}: the next garbage collection may free it.`
        : common?.object
          ? `${reached === 1 ? 'The shortest path' : `All ${formatCount(reached)} shortest paths`} to ${target} ` +
            `${reached === 1 ? 'goes' : 'go'} through ${variableText(common, reached)}${objectText(common.object)}: cut it there to free ${reached === 1 ? 'it' : 'them'}.`
          : mainSentence(root, target, reached),
    tables: [
      {
        heading: 'From the GC root down',
        columns: [figures('paths'), figures('retained'), text('reference and object', 32)],
        rows: pathRows(root, 0),
        rowCount: pathRows(root, 0).length,
      },
    ],
    notes:
      unreachableCount > 0 && reached > 0
        ? [`${formatCount(unreachableCount)} of ${formatCount(count)} are reached by weak references alone.`]
        : [],
    next: common?.object
      ? [
          {
            args: `path ${shellWord(target.replace(/^@/, ''))} --ignore ${common.object.id}`,
            why: 'what else keeps it',
          },
        ]
      : [],
  };
}

/** A scope has no name: what tells it is the variable in it. */
function variableText(node: PathNode, count: number): string {
  const label = node.children.find((child) => child.count === count)?.label;
  return label?.kind === 'variable' ? `variable ${label.name} of ` : '';
}

/** The last object above the target that all paths share. */
function lastCommon(root: PathNode, count: number): PathNode | undefined {
  let common: PathNode | undefined;
  for (let node: PathNode | undefined = root; node;) {
    const child: PathNode | undefined = node.children.find((candidate) => candidate.count === count);
    // Roots of V8 and internal nodes are no place to cut; nor is the target itself.
    const isPlace = child?.object?.type === 'object' || child?.object?.type === 'closure';
    if (child && isPlace && !child.isRootLike && child.children.length > 0) common = child;
    node = child;
  }
  return common;
}

function mainSentence(root: PathNode, target: string, count: number): string {
  let node = root;
  // The last hop, to the target itself, says nothing about what keeps it.
  for (let next = node.children[0]; next && next.count > count / 2 && next.children.length > 0;) {
    node = next;
    next = node.children[0];
  }
  return node === root
    ? `No way of getting at ${target} stands out: ${counted(root.children.length + root.cutChildren, 'root refers', 'roots refer')} to some each.`
    : count === 1
      ? `The shortest path to ${target} leads through ${pathNodeText(node)}.`
      : `${formatShare(node.count, count)} of the ${formatCount(count)} shortest paths to ${target} lead through ${pathNodeText(node)}.`;
}

function pathRows(node: PathNode, indent: number): PageCell[][] {
  const rest =
    node.cutChildren > 0 ? [`… and ${counted(node.cutChildren, 'other branch', 'other branches')}`] : [];
  // One child is the next hop of the same path: only branches move in.
  const isBranch = node.children.length + node.cutChildren > 1;
  return [
    [
      countCell(node.count),
      node.object === null ? { text: '' } : bytesCell(node.object.retainedSize),
      {
        text: pathNodeText(node),
        indent,
        tone: node.children.length === 0 ? 'strong' : 'dim',
      },
    ],
    ...node.children.flatMap((child) => pathRows(child, indent + (isBranch ? 1 : 0))),
    ...rest.map((line): PageCell[] => [
      { text: '' },
      { text: '' },
      { text: line, indent: indent + 1, tone: 'dim' },
    ]),
  ];
}

function pathNodeText({ label, object, constructorName, objectCount, repeats }: PathNode): string {
  const what =
    object === null
      ? `${objectCount > 1 ? `${formatCount(objectCount)} × ` : ''}${constructorName}`
      : objectText(object);
  const chain = repeats > 1 ? `, up to ${formatCount(repeats)} in a row` : '';
  return label === null ? what : `${labelText(label)} → ${what}${chain}`;
}

/** The page of `memprof analyze <file> retainers`. */
export function retainersPage({ groups, rowCount, target, count, unreferredCount }: RetainersView): Page {
  // Objects of one class often refer to each other, as in lists: others say more.
  const top = groups.find(({ constructorName }) => constructorName !== target) ?? groups[0];
  return {
    title: `Retainers of ${target}`,
    sentence: top
      ? `${count === 1 ? target : `${formatCount(top.referredCount)} of ${counted(count, 'object')} of ${target}`} ${top.referredCount === 1 ? 'is' : 'are'} ` +
        `referred to by ${retainerText(top)}, as ${labelText(top.label)}.`
      : `Nothing but weak references points to ${target}.`,
    tables: [
      {
        heading: 'Who refers to it, and who refers to those',
        columns: [figures('refers to'), figures('retained'), text('retainer', 32)],
        rows: groups.flatMap((group) => retainerRows(group, 0)),
        rowCount: groups.flatMap((group) => retainerRows(group, 0)).length + rowCount - groups.length,
      },
    ],
    notes:
      unreferredCount > 0 && top
        ? [`Nothing but weak references points to ${formatCount(unreferredCount)}.`]
        : [],
    next: [{ args: `path ${shellWord(target.replace(/^@/, ''))}`, why: 'the way from the roots' }],
  };
}

function retainerText({ object, retainerCount, constructorName }: RetainerGroup): string {
  return object === null ? `${formatCount(retainerCount)} × ${constructorName}` : objectText(object);
}

function retainerRows(group: RetainerGroup, indent: number): PageCell[][] {
  return [
    [
      countCell(group.referredCount),
      group.object === null ? { text: '' } : bytesCell(group.object.retainedSize),
      {
        text: `${labelText(group.label)} of ${retainerText(group)}`,
        indent,
        tone: indent === 0 ? 'strong' : 'dim',
      },
    ],
    ...group.retainers.flatMap((above) => retainerRows(above, indent + 1)),
    ...(group.cutGroups > 0
      ? [
          [
            { text: '' },
            { text: '' },
            { text: `… and ${counted(group.cutGroups, 'other group')}`, indent: indent + 1, tone: 'dim' },
          ] satisfies PageCell[],
        ]
      : []),
  ];
}
