import type { ConstructorCensus } from './constructor-census.ts';
import { NO_OBJECT } from './census-objects.ts';

/** Who accounts for each object that only one of two censuses has. */
export interface Attribution {
  /** For each object, the place of the object its size is booked on; itself for kept ones. */
  readonly accountOf: Uint32Array;
  /** For each object, the place of the nearest kept object that dominates it; `NO_OBJECT` for none. */
  readonly ownerOf: Uint32Array;
}

/** How much a row says to a reader: the program's objects most, V8's stores nothing. */
const SAYS_NOTHING = 0;
const SAYS_LITTLE = 1;
const SAYS_MUCH = 2;

/**
 * Books every object that came (or went) between two censuses on the topmost of its dominators that came with it:
 * a thousand strings that came inside of ten sessions are the sessions' growth. What came as a mere store inside
 * of an object that was there before is that object's growth.
 *
 * @param isKept - For each object of `census`, 1 when the other census has it too.
 */
export function attribute(census: ConstructorCensus, isKept: Uint8Array): Attribution {
  const { count, dominator, row } = census.objects;
  const weight = Uint8Array.from(census.rows, ({ constructorName }) => weigh(constructorName));
  const accountOf = new Uint32Array(count).fill(NO_OBJECT);
  const ownerOf = new Uint32Array(count).fill(NO_OBJECT);
  const chain: number[] = [];
  for (let start = 0; start < count; start++) {
    let object = start;
    // Up to the first dominator that is kept or has been dealt with; then down again, settling each on the way.
    while (object !== NO_OBJECT && isKept[object] === 0 && accountOf[object] === NO_OBJECT) {
      chain.push(object);
      object = dominator[object];
    }
    if (isKept[start] === 1) accountOf[start] = start;
    for (let next = chain.pop(); next !== undefined; next = chain.pop()) {
      settle(next);
    }
  }
  return { accountOf, ownerOf };

  function settle(object: number): void {
    const above = dominator[object];
    if (above !== NO_OBJECT) ownerOf[object] = isKept[above] === 1 ? nearestNamed(above) : ownerOf[above];
    const inherited = above === NO_OBJECT ? above : accountOf[above];
    const cameInside = inherited !== NO_OBJECT && isKept[inherited] === 0;
    if (cameInside && weight[row[inherited]] >= weight[row[object]]) accountOf[object] = inherited;
    else accountOf[object] = isStore(object) && ownerOf[object] !== NO_OBJECT ? ownerOf[object] : object;
  }

  /** Code that V8 compiled since for a function that was there is no store of it: it stays V8's own. */
  function isStore(object: number): boolean {
    return weight[row[object]] === SAYS_NOTHING && !census.rows[row[object]].isBookkeeping;
  }

  function nearestNamed(place: number): number {
    let object = place;
    while (object !== NO_OBJECT && weight[row[object]] === SAYS_NOTHING) object = dominator[object];
    return object;
  }
}

/** Books every object on itself. */
export function attributeToItself({ objects }: ConstructorCensus): Attribution {
  return {
    accountOf: Uint32Array.from({ length: objects.count }, (_, object) => object),
    ownerOf: new Uint32Array(objects.count).fill(NO_OBJECT),
  };
}

function weigh(constructorName: string): number {
  if (constructorName.startsWith('(')) {
    return constructorName.endsWith('string)') ? SAYS_LITTLE : SAYS_NOTHING;
  }
  // A closure is a way to what it captured: the array of a new listener is the array's growth.
  return constructorName === 'Function' || constructorName.startsWith('system / ') ? SAYS_LITTLE : SAYS_MUCH;
}
