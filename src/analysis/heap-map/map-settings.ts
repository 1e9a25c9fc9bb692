/** How much of a heap a map keeps. */
export interface MapSettings {
  /** Constructors that are told of however little they retain. */
  readonly wanted: ReadonlySet<string>;
  /** V8's ids of objects that are asked for. */
  readonly askedIds: readonly number[];
  /** Boxes of the treemap; the largest are opened first. */
  readonly mostBoxes: number;
  /** Who refers to an object comes on the list of objects itself until it has this many; later only if it is on it. */
  readonly mostListed: number;
  /** Constructors for which is asked who refers to their objects, beside the wanted ones. */
  readonly mostWithHolders: number;
}

/** All that people look into. */
export const WHOLE_MAP: MapSettings = {
  wanted: new Set(),
  askedIds: [],
  mostBoxes: 1600,
  mostListed: 9000,
  mostWithHolders: 40,
};

/** Enough for a heap that stands beside another. */
export const SMALL_MAP: MapSettings = {
  wanted: new Set(),
  askedIds: [],
  mostBoxes: 800,
  mostListed: 3000,
  mostWithHolders: 12,
};
