import type { Standstill } from '../agent/protocol.ts';
import { type CallFrame, EvaluatedScripts } from './evaluated-scripts.ts';
import type { InspectorClient } from './inspector-client.ts';
import { type LooseScript, LooseScripts } from './loose-scripts.ts';
import { asOwnScript, isOwnCall } from './own-code.ts';
import type { ScriptRecord } from './script-record.ts';
import { sendSignal } from './send-signal.ts';
import { takeInspectorSnapshot } from './inspector-snapshot.ts';

interface ParsedScript extends LooseScript {
  readonly isModule?: boolean;
  /** The frame that made it, 0-based. */
  readonly stackTrace?: { readonly callFrames: readonly CallFrame[] };
}

/** Why the target stands still. */
export type Pause =
  | { readonly kind: 'introduction' }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'script'; readonly url: string }
  /**
   * Its heap is full. V8 gives a program with a debugger four times its limit, and again and again: without one it had
   * died here. See {@link Target.letDie}.
   */
  | { readonly kind: 'out-of-heap' }
  /** It sends itself a signal that it survives. */
  | { readonly kind: 'signal'; readonly pid: number; readonly signal: string }
  | { readonly kind: 'other' };

interface PausedEvent {
  readonly reason: string;
  readonly data?: { readonly url?: string };
  readonly callFrames: readonly {
    readonly callFrameId: string;
    readonly functionName: string;
    readonly location: { readonly scriptId: string };
  }[];
}

interface RemoteValue {
  readonly result: { readonly value?: unknown; readonly objectId?: string };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

const STANDSTILL_SCRIPT = /[\\/]agent[\\/]standstill\.cjs$/;

/** How allocations are followed while the program runs. */
export type Following =
  { readonly kind: 'sampling'; readonly intervalBytes: number } | { readonly kind: 'exact' };

/** The target's heap, seen through the inspector: what can be asked of it, in the words of this project. */
export class Target {
  readonly client: InspectorClient;
  /**
   * Every script V8 has parsed, by its id, but for Node's own. Our calls are among them where all allocations are
   * followed: V8 then tells a script by its id alone.
   */
  readonly scripts = new Map<string, ScriptRecord>();
  /** Those of them that may be gone before they are asked for. */
  readonly looseScripts: LooseScripts;
  /** Handed the reason whenever the target stands still; it must resume. */
  onPause: ((pause: Pause) => void) | null = null;
  readonly #evaluated: EvaluatedScripts;
  #reachId: string | null = null;
  #startBreakpoint: string | null = null;
  #isExact = false;
  readonly #keepsConsole: boolean;

  /**
   * @param keepsConsole - Whether what the program logs is left in V8's console: somebody else may be looking at it.
   */
  constructor(client: InspectorClient, keepsConsole = false) {
    this.client = client;
    this.#keepsConsole = keepsConsole;
    this.looseScripts = new LooseScripts(client);
    this.#evaluated = new EvaluatedScripts(this.scripts);
    client.on<ParsedScript>('Debugger.scriptParsed', (script) => {
      const { scriptId, url, sourceMapURL, isModule, endLine, endColumn } = script;
      if (url === '') this.#evaluated.add(scriptId, script.stackTrace?.callFrames[0]);
      if (url === '' || url.startsWith('node:')) return;
      // Some of our calls come many times a second.
      if (isOwnCall(url) && !this.#isExact) return;
      this.scripts.set(scriptId, { scriptId, url, sourceMapURL });
      if (isModule !== true) this.looseScripts.add({ scriptId, url, sourceMapURL, endLine, endColumn });
    });
    client.on<PausedEvent>('Debugger.paused', (event) => void this.#paused(event));
  }

  /**
   * Prepares V8, then lets the program begin.
   *
   * @param following - How allocations are followed from here on; not yet, without it.
   */
  async begin(following?: Following): Promise<void> {
    const { client } = this;
    // One after the other, but without waiting for the replies: each way there and back would delay the program.
    const prepared = [
      // Without a limit V8 keeps the source of every script that was collected: code made in a loop would seem to leak.
      client.send('Debugger.enable', { maxScriptsCacheSize: 0 }),
      client.send('HeapProfiler.enable'),
      following && this.follow(following),
    ];
    const breakpoint = client.send<{ breakpointId: string }>('Debugger.setInstrumentationBreakpoint', {
      instrumentation: 'beforeScriptExecution',
    });
    await Promise.all([...prepared, breakpoint]);
    this.#startBreakpoint = (await breakpoint).breakpointId;
    await client.send('memprof.go');
  }

  /** Follows allocations from here on. */
  async follow(following: Following): Promise<void> {
    this.#isExact = following.kind === 'exact';
    await (following.kind === 'exact'
      ? this.client.send('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true })
      : this.client.send('HeapProfiler.startSampling', { samplingInterval: following.intervalBytes }));
  }

  /** Takes hold of what is called in the target, where no agent introduces itself. */
  takeHold(objectId: string): void {
    this.#reachId = objectId;
  }

  /** Calls a method of what was taken hold of, by value. */
  call(method: string, argument?: unknown): Promise<unknown> {
    return this.#call(method, argument);
  }

  /** No more standstills before scripts: the first one of the user's has come. */
  async stopWaitingForScripts(): Promise<void> {
    const breakpointId = this.#startBreakpoint;
    this.#startBreakpoint = null;
    if (breakpointId !== null) await this.client.send('Debugger.removeBreakpoint', { breakpointId });
  }

  resume(): Promise<unknown> {
    return this.client.send('Debugger.resume');
  }

  /** Lets a program go on whose heap is full, as it would without us: not for long. There are no standstills any more. */
  letDie(): Promise<unknown> {
    return this.client.send('Debugger.disable');
  }

  /** Collects garbage and tells how large the program is. */
  async look(): Promise<Standstill> {
    return JSON.parse(String(await this.#callReleased('look'))) as Standstill;
  }

  /** Memory of the target now, with no garbage collection, and its age in milliseconds. */
  async memoryUsage(): Promise<NodeJS.MemoryUsage & { readonly elapsedMs: number }> {
    return JSON.parse(String(await this.#call('memory'))) as NodeJS.MemoryUsage & { elapsedMs: number };
  }

  /** Whether nothing of the program's keeps its event loop going. */
  async isIdle(): Promise<boolean> {
    return (await this.#call('isIdle')) === true;
  }

  /** Optimised code inlines nothing from here on: the right function gets the blame for what it allocates. */
  async stopInlining(): Promise<void> {
    await this.#call('stopInlining');
  }

  /** Hands over what the program gets when it asks for its next order. */
  async order(text: string): Promise<void> {
    await this.#call('order', text);
  }

  /** Lets the running program come to rest. @returns the passes it took. */
  async settle(): Promise<number> {
    return Number(await this.#call('settle'));
  }

  async handles(signal: string): Promise<boolean> {
    return (await this.#call('isHandled', signal)) === true;
  }

  /** The sampling profile so far, as V8 gives it. */
  async samplingProfile(): Promise<unknown> {
    const { profile } = await this.client.send<{ profile: unknown }>('HeapProfiler.getSamplingProfile');
    return profile;
  }

  /** Evaluates an expression in the target's global scope and returns its value by value. */
  async evaluate(expression: string): Promise<unknown> {
    return valueOf(
      await this.client.send<RemoteValue>('Runtime.evaluate', {
        expression: asOwnScript(expression),
        returnByValue: true,
      }),
    );
  }

  /** Takes a heap snapshot as {@link takeInspectorSnapshot} does. */
  async snapshot(
    onPiece: (piece: Buffer) => void,
    onProgress: (done: number) => void,
    patienceMs: number,
  ): Promise<void> {
    await takeInspectorSnapshot(this.client, onPiece, onProgress, patienceMs);
  }

  /**
   * Writes a heap snapshot from inside the target, by the native backend it was started with, if any.
   *
   * @throws Error with the system's message when the target cannot write the file.
   */
  async writeSnapshot(file: string): Promise<void> {
    await this.#callReleased('writeSnapshot', file);
  }

  /** Lets go of the program for good. */
  async disconnect(): Promise<void> {
    await this.client.send('memprof.disconnect');
  }

  /** Ends the program by a signal, as if nobody had watched. */
  kill(signal: string): void {
    // There is no answer: the target dies of it.
    this.client.send('memprof.kill', { signal }).catch(() => undefined);
  }

  async #paused(event: PausedEvent): Promise<void> {
    const pause = await this.#reasonOf(event).catch((): Pause => ({ kind: 'other' }));
    if (this.client.isGone) return;
    if (pause.kind === 'signal') {
      sendSignal(pause.pid, pause.signal);
      await this.resume().catch(() => undefined);
    } else this.onPause?.(pause);
  }

  async #reasonOf({ reason, data, callFrames }: PausedEvent): Promise<Pause> {
    if (reason === 'OOM') return { kind: 'out-of-heap' };
    if (reason === 'instrumentation') return { kind: 'script', url: data?.url ?? '' };
    const frame = callFrames[0];
    // A frame's own `url` is empty for scripts parsed before the debugger came.
    const url = this.scripts.get(frame?.location.scriptId ?? '')?.url ?? '';
    if (frame === undefined || !STANDSTILL_SCRIPT.test(url)) return { kind: 'other' };
    if (frame.functionName === 'introduce') {
      const { result } = await this.#evaluateIn(frame.callFrameId, 'reach');
      this.#reachId = result.objectId ?? null;
      return { kind: 'introduction' };
    }
    const { result } = await this.#evaluateIn(frame.callFrameId, 'label');
    const label = String(result.value);
    const [, pid, signal] = /^signal:(\d+) (\w+)$/.exec(label) ?? [];
    return signal === undefined ? { kind: 'label', label } : { kind: 'signal', pid: Number(pid), signal };
  }

  #evaluateIn(callFrameId: string, expression: string): Promise<RemoteValue> {
    return this.client.send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: asOwnScript(expression),
      objectGroup: 'memprof',
    });
  }

  /**
   * Calls a method without what V8 made to show the standstill to a debugger: an object of every scope on the
   * stack, which is not the program's. Both requests leave at once: the caller may be busy with other work next.
   */
  async #callReleased(method: string, argument?: unknown): Promise<unknown> {
    const released = this.client.send('Runtime.releaseObjectGroup', { objectGroup: 'backtrace' });
    const [value] = await Promise.all([this.#call(method, argument), released]);
    return value;
  }

  async #call(method: string, argument?: unknown): Promise<unknown> {
    // Where there is a debugger, Node hands what is logged to V8's console, too, which keeps it: the last thousand
    // messages, with their objects. Without us the program would not hold them.
    const discarded = this.#keepsConsole ? null : this.client.send('Runtime.discardConsoleEntries');
    // No `...args`: a program may have replaced what iterates arrays.
    const call = `function (argument) { return this.${method}(argument); }`;
    const called = this.client.send<RemoteValue>('Runtime.callFunctionOn', {
      objectId: this.#reachId,
      functionDeclaration: asOwnScript(call),
      arguments: [{ value: argument }],
      returnByValue: true,
      // A promise settles only while the program runs: wait for no other method's.
      awaitPromise: method === 'settle',
    });
    const [reply] = await Promise.all([called, discarded]);
    return valueOf(reply);
  }
}

function valueOf({ result, exceptionDetails }: RemoteValue): unknown {
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'evaluation failed');
  return result.value;
}
