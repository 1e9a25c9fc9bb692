import type { Payer } from './charge.ts';
import type { ResolvedFrame } from './resolve-frames.ts';
import { PAYER_NAMES, PROGRAM, type AllocationRow, type GroupBy, type StackFrame } from './rows.ts';

/** All of a row but its numbers. */
export type RowIdentity = Omit<AllocationRow, 'sizeBytes' | 'count' | 'averageBytes'>;

/** The row a frame's allocations go to. By `traceback` the stack decides: see `stackIdentity`. */
export function frameIdentity(frame: ResolvedFrame, by: Exclude<GroupBy, 'traceback'>): RowIdentity {
  const ofPackage = packageFields(frame);
  if (by === 'module') {
    const { packageName, packageVersion } = ofPackage;
    const version = packageVersion === undefined ? '' : `@${packageVersion}`;
    return { key: packageName === undefined ? PROGRAM : packageName + version, payer: 'user', ...ofPackage };
  }
  if (by === 'filename') return { key: frame.file, payer: 'user', file: frame.file, ...ofPackage };
  const { line, column, functionName, precision } = frame;
  return {
    key: lineKey(frame),
    payer: 'user',
    file: frame.file,
    line,
    column,
    functionName,
    ...ofPackage,
    precision,
  };
}

/** The row of a whole stack, the charged frame first. */
export function stackIdentity(frames: readonly ResolvedFrame[]): RowIdentity {
  // A module and what a compiler puts around it are two functions to V8.
  const stack = frames.filter((frame, i) => i === 0 || !isSameTopLevel(frame, frames[i - 1]!));
  return {
    ...frameIdentity(stack[0], 'lineno'),
    key: stack.map(lineKey).join(' < '),
    stack: stack.map(stackFrame),
  };
}

/** The row of allocations that no line of the program is charged with. */
export function payerIdentity(payer: Exclude<Payer, 'user'>, by: GroupBy): RowIdentity {
  const name = PAYER_NAMES[payer];
  if (by === 'module') return { key: name, payer };
  if (by === 'filename') return { key: name, payer, file: name };
  const identity = { key: name, payer, file: name, line: 0, column: 0, functionName: name } as const;
  return by === 'traceback' ? { ...identity, stack: [] } : identity;
}

/** `file:line function`: what the user is shown, so what looks the same is one row. */
function lineKey({ file, line, functionName }: ResolvedFrame): string {
  return line === 0 ? `${file} ${functionName}` : `${file}:${line} ${functionName}`;
}

function isSameTopLevel(one: ResolvedFrame, other: ResolvedFrame): boolean {
  return one.functionName === '(top level)' && lineKey(one) === lineKey(other);
}

function stackFrame({ file, line, column, functionName }: ResolvedFrame): StackFrame {
  return { file, line, column, functionName };
}

function packageFields({ packageName, packageVersion }: ResolvedFrame) {
  return {
    ...(packageName !== undefined && { packageName }),
    ...(packageVersion !== undefined && { packageVersion }),
  };
}
