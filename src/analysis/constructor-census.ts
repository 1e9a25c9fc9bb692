import type { ConstructorLocation } from '../graph/constructor-table.ts';
import type { InterfaceDefinition } from '../graph/interfaces.ts';
import { type CensusObjects, FORGOTTEN } from './census-objects.ts';

/** Counts and sizes of one constructor at one moment. Sizes in bytes. */
export interface ConstructorCount {
  readonly constructorName: string;
  /** Where the constructor's source stands, in generated code; undefined for V8's and Node's own. */
  readonly location: ConstructorLocation | undefined;
  /** True for code, hidden nodes and object shapes: V8's own, which grow while code warms up and are no leak. */
  readonly isBookkeeping: boolean;
  readonly count: number;
  readonly shallowSize: number;
  /** What its objects retain together; objects that another of them dominates are counted in that one's. */
  readonly retainedSize: number;
}

/**
 * What is kept of a snapshot when its graph is dropped: enough to compare it with a later one.
 *
 * `rows` survives JSON; `objects`, with about 16 bytes an object, is for comparing within the process.
 */
export interface ConstructorCensus {
  /** One row a constructor, in no order. */
  readonly rows: readonly ConstructorCount[];
  /** All bytes of the heap. */
  readonly totalSize: number;
  readonly objects: CensusObjects;
  /** The last id V8 had given an object by then. */
  readonly lastId: number;
  /** The interfaces plain objects are called by; a later census goes on using them. */
  readonly interfaces: readonly InterfaceDefinition[];
}

/**
 * Lets go of the objects of a census, 16 bytes each, for good. What it has been compared with stays known; another
 * comparison can tell no more than the rows do.
 */
export function forgetObjects(census: ConstructorCensus): void {
  (census as { objects: CensusObjects }).objects = FORGOTTEN;
}

/** Whether a census still has its objects. */
export function hasObjects({ objects }: ConstructorCensus): boolean {
  return objects !== FORGOTTEN;
}
