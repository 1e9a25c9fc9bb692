import type { FrameMap, Position } from './frame-maps.ts';

/**
 * A frame as it would be without rewriting: the function is the one the program wrote, the position the
 * place in its text. It stands in for V8's own object, which cannot be made or changed.
 */
export class CallSite implements NodeJS.CallSite {
  readonly #frame: NodeJS.CallSite;
  readonly #position: Position;
  readonly #map: FrameMap | undefined;

  /**
   * @param frame - V8's frame of the program's function.
   * @param position - Where it was, in the terms that readers of this object expect.
   * @param map - Positions of the frame's script; undefined to leave the others as they are.
   */
  constructor(frame: NodeJS.CallSite, position: Position, map: FrameMap | undefined) {
    this.#frame = frame;
    this.#position = position;
    this.#map = map;
  }

  getLineNumber(): number | null {
    return this.#position.line;
  }

  getColumnNumber(): number | null {
    return this.#position.column;
  }

  getEnclosingLineNumber(): number {
    return this.#enclosing().line;
  }

  getEnclosingColumnNumber(): number {
    return this.#enclosing().column;
  }

  #enclosing(): Position {
    const position = enclosingPosition(this.#frame);
    return this.#map?.toSource(position) ?? position;
  }

  getThis(): unknown {
    return this.#frame.getThis();
  }

  getTypeName(): string | null {
    return this.#frame.getTypeName();
  }

  // eslint-disable-next-line typescript/no-unsafe-function-type -- the type NodeJS.CallSite gives it
  getFunction(): ReturnType<NodeJS.CallSite['getFunction']> {
    return this.#frame.getFunction();
  }

  getFunctionName(): string | null {
    return this.#frame.getFunctionName();
  }

  getMethodName(): string | null {
    return this.#frame.getMethodName();
  }

  getFileName(): string | null {
    return this.#frame.getFileName() as string | null;
  }

  getEvalOrigin(): string | undefined {
    return this.#frame.getEvalOrigin();
  }

  getScriptNameOrSourceURL(): string {
    return this.#frame.getScriptNameOrSourceURL() as string;
  }

  getScriptHash(): string {
    return this.#frame.getScriptHash();
  }

  getPosition(): number {
    return this.#frame.getPosition();
  }

  getPromiseIndex(): number | null {
    return this.#frame.getPromiseIndex();
  }

  isToplevel(): boolean {
    return this.#frame.isToplevel();
  }

  isEval(): boolean {
    return this.#frame.isEval();
  }

  isNative(): boolean {
    return this.#frame.isNative();
  }

  isConstructor(): boolean {
    return this.#frame.isConstructor();
  }

  isAsync(): boolean {
    return this.#frame.isAsync();
  }

  isPromiseAll(): boolean {
    return this.#frame.isPromiseAll();
  }

  /** V8's own wording of the frame, with this position in place of V8's. */
  toString(): string {
    const { line, column } = this.#position;
    return String(this.#frame).replace(/:\d+:\d+(\)?)$/, `:${line}:${column}$1`);
  }
}

/** Where the frame's function starts. Node's types do not have these two methods. */
export function enclosingPosition(frame: NodeJS.CallSite): Position {
  const { getEnclosingLineNumber, getEnclosingColumnNumber } = frame as unknown as Record<
    string,
    () => number
  >;
  return { line: getEnclosingLineNumber.call(frame), column: getEnclosingColumnNumber.call(frame) };
}
