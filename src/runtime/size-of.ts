/** Sizes on 64-bit V8 without pointer compression, which is what Node ships. */
const POINTER = 8;
const OBJECT_HEADER = 24;
const STRING_HEADER = 16;
const HEAP_NUMBER = 16;
const ARRAY_HEADER = 48;
/** A Map or Set entry: key, value and chain, and its share of the bucket table. */
const TABLE_ENTRY = 28;
/** A function, promise, weak reference…: what they hold cannot be seen from JavaScript. */
const OPAQUE = 64;

/** How `sizeOf` counts. */
export interface SizeOfOptions {
  /** Stop as soon as the sum is above this many bytes; the result is then only known to be above it. */
  readonly stopAbove?: number;
  /** Count strings of equal text once: right where they are literals of the program, too little elsewhere. */
  readonly equalStringsOnce?: boolean;
}

/**
 * An estimate of the bytes `value` and all it holds take on V8's heap and outside it (Buffers).
 *
 * An object reached twice counts once, cycles included. Property names and prototypes are not counted: objects
 * of one shape share them. Functions and promises count 64 bytes, without what they close over. Getters are
 * not called. Time is linear in the number of objects and characters; there is no recursion.
 */
export function sizeOf(
  value: unknown,
  { stopAbove = Infinity, equalStringsOnce = false }: SizeOfOptions = {},
) {
  const seen = new Set<unknown>();
  const pending: unknown[] = [value];
  let bytes = 0;
  while (pending.length > 0 && bytes <= stopAbove) {
    const next = pending.pop();
    if (typeof next === 'string') {
      if (equalStringsOnce && seen.has(next)) continue;
      if (equalStringsOnce) seen.add(next);
      bytes += sizeOfString(next);
    } else if ((typeof next === 'object' && next !== null) || typeof next === 'function') {
      if (seen.has(next)) continue;
      seen.add(next);
      bytes += sizeOfObject(next, pending);
    } else {
      bytes += sizeOfPrimitive(next);
    }
  }
  return bytes;
}

/** Bytes of a string: one a character, or two when any character is beyond Latin-1. */
export function sizeOfString(text: string): number {
  // oxlint-disable-next-line no-control-regex -- the whole one-byte range is meant
  const bytesEach = /^[\0-\xff]*$/.test(text) ? 1 : 2;
  return STRING_HEADER + Math.ceil((text.length * bytesEach) / POINTER) * POINTER;
}

/** Bytes beyond the slot that holds the value: small integers, booleans and undefined live in the slot. */
function sizeOfPrimitive(value: unknown): number {
  if (typeof value === 'number') return isSmallInteger(value) ? 0 : HEAP_NUMBER;
  if (typeof value === 'bigint') return HEAP_NUMBER + Math.ceil(value.toString(16).length / 2);
  return 0;
}

function isSmallInteger(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** Own bytes of an object; what it refers to goes to `pending`. */
function sizeOfObject(object: object, pending: unknown[]): number {
  // By far the most frequent, and none of the others below.
  if (Object.getPrototypeOf(object) === Object.prototype)
    return OBJECT_HEADER + sizeOfProperties(object, pending);
  if (typeof object === 'function') return OPAQUE;
  if (ArrayBuffer.isView(object)) {
    pending.push(object.buffer);
    return OPAQUE;
  }
  if (object instanceof ArrayBuffer || object instanceof SharedArrayBuffer) return OPAQUE + object.byteLength;
  if (object instanceof Promise || object instanceof WeakRef) return OPAQUE;
  if (object instanceof WeakMap || object instanceof WeakSet) return OPAQUE;
  if (Array.isArray(object)) {
    for (const item of object) pending.push(item);
    return ARRAY_HEADER + POINTER * object.length;
  }
  if (object instanceof Map) {
    for (const [key, item] of object) pending.push(key, item);
    return OPAQUE + TABLE_ENTRY * object.size + sizeOfProperties(object, pending);
  }
  if (object instanceof Set) {
    for (const item of object) pending.push(item);
    return OPAQUE + TABLE_ENTRY * object.size + sizeOfProperties(object, pending);
  }
  return OBJECT_HEADER + sizeOfProperties(object, pending);
}

function sizeOfProperties(object: object, pending: unknown[]): number {
  const keys = Reflect.ownKeys(object);
  for (const key of keys) {
    // By descriptor: reading the property would run a getter, which may do anything.
    const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
    if (value !== undefined) pending.push(value);
  }
  return POINTER * keys.length;
}
