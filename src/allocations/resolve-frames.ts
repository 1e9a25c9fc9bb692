import { PackageVersions, packageOf } from '../sourcemap/packages.ts';
import { displayPath, pathOf } from '../sourcemap/paths.ts';
import type { ReadFile } from '../sourcemap/read-file.ts';
import { SourceMaps } from '../sourcemap/source-maps.ts';
import { frameKindOf, type FrameKind } from './frame-kind.ts';
import type { AllocationFrame } from './profile.ts';

/** What a frame's line says: V8 knows where a function starts, not which of its lines allocated. */
export type Precision = 'function' | 'line';

/** A frame in the code that was written. */
export interface ResolvedFrame {
  readonly kind: FrameKind;
  /** For people: relative to the working directory where possible (see `displayPath`). */
  readonly file: string;
  /** 1-based; 0 when V8 did not know the position. */
  readonly line: number;
  /** As `line`. */
  readonly column: number;
  /**
   * `(top level)` for code outside all functions, `(anonymous)` for a function without a name; `f (evaluated)` and
   * `(evaluated code)` for code made from a string, whose place is where that was done.
   */
  readonly functionName: string;
  /** npm package the code was installed with; undefined for the user's own. */
  readonly packageName: string | undefined;
  /** From the package's `package.json`, if it could be read. */
  readonly packageVersion: string | undefined;
  readonly precision: Precision;
}

/** Finds where a frame is in the code that was written. Called once for each frame of a profile. */
export type ResolveFrame = (frame: AllocationFrame) => ResolvedFrame;

/** Settings of `createFrameResolver`. */
export interface FrameResolverOptions {
  /** Maps of the target's scripts. */
  readonly sourceMaps: SourceMaps;
  /** Working directory of the target. */
  readonly cwd: string;
  /** True for URLs of memprof's own code in the target. */
  readonly isOwn?: (url: string) => boolean;
  /** True for frames whose position is that of an allocating expression, not of its function. */
  readonly isExactLine?: (frame: AllocationFrame) => boolean;
  readonly readFile?: ReadFile;
}

/** File of code that was compiled from a string by nobody knows whom. */
export const ANONYMOUS_SCRIPT = '(anonymous script)';

/** Makes a `ResolveFrame`. It keeps what it has resolved: use one for all profiles of a recording. */
export function createFrameResolver(options: FrameResolverOptions): ResolveFrame {
  const { sourceMaps, cwd, isOwn = () => false, isExactLine = () => false } = options;
  const versions = new PackageVersions(options.readFile);
  const known = new Map<string, ResolvedFrame>();

  const resolve: ResolveFrame = (frame) => {
    // V8 forgets the URL of a script that was collected, and profiles do not have that which evaluated code gives
    // itself (`sourceURL`); the list of scripts has both.
    const url = frame.url || (sourceMaps.script(frame.scriptId)?.url ?? '');
    const evaluatedAt = url === '' && frame.line > 0 ? sourceMaps.evaluatedAt(frame.scriptId) : undefined;
    const place = { ...frame, url, ...evaluatedAt };
    const kind = frameKindOf(place, isOwn);
    const original = sourceMaps.originalLocation(place);
    const located = frame.line > 0 ? original : { ...original, line: 0, column: 0 };
    // Of an expression in a function (`--lines`), the function's start tells the name.
    const start = { ...frame, ...frame.functionStart, url };
    const { functionName, isTopLevel } =
      frame.functionStart === undefined ? original : sourceMaps.originalLocation(start);
    const installed = packageOf(located.path) ?? packageOf(pathOf(place.url));
    return {
      kind: kind === 'user' && original.isAdded ? 'helper' : kind,
      file: displayPath(located.path, cwd) || ANONYMOUS_SCRIPT,
      line: located.line,
      column: located.column,
      functionName: evaluatedAt
        ? evaluatedName(frame.functionName)
        : functionName || (isTopLevel ? '(top level)' : '(anonymous)'),
      packageName: installed?.name,
      packageVersion: installed && versions.versionOf(installed),
      precision: isExactLine(frame) ? 'line' : 'function',
    };
  };
  return (frame) => {
    const key = JSON.stringify([frame.scriptId, frame.line, frame.column, frame.functionName, frame.url]);
    let resolved = known.get(key);
    if (!resolved) {
      // A program makes scripts without end (`new Function` in a loop): start over rather than grow.
      if (known.size >= MAX_KNOWN_FRAMES) known.clear();
      resolved = resolve(frame);
      known.set(key, resolved);
    }
    return resolved;
  };
}

/** V8 calls what `new Function` makes `anonymous`. */
function evaluatedName(functionName: string): string {
  return functionName === '' || functionName === 'anonymous'
    ? '(evaluated code)'
    : `${functionName} (evaluated)`;
}

/** Some 30 MB. Profiles of large programs have a few thousand distinct frames. */
const MAX_KNOWN_FRAMES = 100_000;
