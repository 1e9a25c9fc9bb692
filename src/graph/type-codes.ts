import type { SnapshotHeader } from '../format/heapsnapshot/header.ts';

/** The numbers a snapshot uses for the node types that matter here; 255 for a type it does not have. */
export interface NodeTypeCodes {
  readonly hidden: number;
  readonly array: number;
  readonly string: number;
  readonly object: number;
  readonly code: number;
  readonly closure: number;
  readonly regexp: number;
  readonly native: number;
  readonly synthetic: number;
  readonly concatenatedString: number;
  readonly slicedString: number;
}

/** The numbers a snapshot uses for its edge types; 127 for a type it does not have. */
export interface EdgeTypeCodes {
  readonly context: number;
  readonly element: number;
  readonly property: number;
  readonly internal: number;
  readonly hidden: number;
  readonly shortcut: number;
  readonly weak: number;
}

/** Reads the node type numbers from the header. */
export function nodeTypeCodes({ nodeTypes }: SnapshotHeader): NodeTypeCodes {
  const code = (name: string) => (nodeTypes.includes(name) ? nodeTypes.indexOf(name) : 255);
  return {
    hidden: code('hidden'),
    array: code('array'),
    string: code('string'),
    object: code('object'),
    code: code('code'),
    closure: code('closure'),
    regexp: code('regexp'),
    native: code('native'),
    synthetic: code('synthetic'),
    concatenatedString: code('concatenated string'),
    slicedString: code('sliced string'),
  };
}

/** Reads the edge type numbers from the header. */
export function edgeTypeCodes({ edgeTypes }: SnapshotHeader): EdgeTypeCodes {
  const code = (name: string) => (edgeTypes.includes(name) ? edgeTypes.indexOf(name) : 127);
  return {
    context: code('context'),
    element: code('element'),
    property: code('property'),
    internal: code('internal'),
    hidden: code('hidden'),
    shortcut: code('shortcut'),
    weak: code('weak'),
  };
}
