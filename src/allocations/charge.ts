import { unreachable } from '../base/assert.ts';
import type { FrameKind } from './frame-kind.ts';
import type { AllocationProfile } from './profile.ts';

/** Who pays for an allocation: a line of the program, or one of those that are no line of it. */
export type Payer = 'user' | 'node' | 'v8' | 'memprof' | 'loader';

/** Payers that are no frame, as they stand in `Charges`; `-1 - place` is their number there. */
const PAYERS_WITHOUT_FRAME = ['v8', 'node', 'memprof', 'loader'] as const;
const V8 = -1;
const NODE = -2;
const MEMPROF = -3;
const LOADER = -4;

/**
 * For each node, the node of the frame that is charged with its allocations; negative when no line of the
 * program is to blame (`payerOf` tells which other).
 */
export type Charges = Int32Array;

/** Whom a charge stands for. */
export function payerOf(charge: number): Payer {
  return charge >= 0 ? 'user' : PAYERS_WITHOUT_FRAME[-1 - charge];
}

/**
 * Decides which frame is charged with the allocations of each node.
 *
 * The rule is tracemalloc's: the line that caused it. V8 charges the topmost JavaScript function, which may
 * be one of its own builtins (`Array.from`) or deep in Node (`Buffer.from` → `node:buffer`). The program
 * cannot change those, so the charge goes up the stack to the nearest frame of the program or of a package
 * it uses. What meets memprof's agent or the TypeScript loader on the way was made by those, not by the
 * program that happened to call them, and is theirs. What meets nobody is Node's own if Node's code was
 * running, else V8's.
 *
 * A compiler is part of the loader when the loader called it. Node imports it for the loader with neither on
 * the stack, so in a program that has a loader it also is when nobody did.
 *
 * @param kindOf - For each frame, whose code it is.
 */
export function chargeNodes(profile: AllocationProfile, kindOf: readonly FrameKind[]): Charges {
  const { parentOf, frameOf } = profile;
  const charges = new Int32Array(parentOf.length);
  const hasLoader = kindOf.includes('loader');
  // Callers come before those they call, so the caller's charge is known.
  for (let node = 0; node < charges.length; node++) {
    const ofCaller = parentOf[node] === -1 ? V8 : charges[parentOf[node]];
    charges[node] = chargeOf(kindOf[frameOf[node]], node, ofCaller, hasLoader);
  }
  return charges;
}

function chargeOf(kind: FrameKind, node: number, ofCaller: number, hasLoader: boolean): number {
  switch (kind) {
    case 'user':
      return node;
    case 'compiler':
      return ofCaller === LOADER || (hasLoader && ofCaller < 0) ? LOADER : node;
    case 'memprof':
      return MEMPROF;
    case 'loader':
      return LOADER;
    case 'helper':
      // The line that needs it, where there is one.
      return ofCaller >= 0 ? ofCaller : node;
    case 'node':
      return ofCaller === V8 ? NODE : ofCaller;
    case 'v8':
      return ofCaller;
    default:
      return unreachable(kind);
  }
}
