/** Frames kept of a stack: enough to see who called the wrapper that called. */
const FRAMES = 6;

/**
 * The stack of the caller of `below`, a line a frame, as text.
 *
 * Text at once, and no Error kept: V8's unformatted stack holds the functions and receivers of every frame alive,
 * so a leak report would itself leak. Costs some 5 µs.
 */
export function siteOf(below: (...args: never[]) => unknown): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  const stack = String(holder.stack);
  Error.stackTraceLimit = before;
  return stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .join('\n');
}
