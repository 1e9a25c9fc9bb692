// Two moments the program cannot see us watch: its first own line, and its exit. Both are accessors, so that
// no frame of ours stands in a stack trace of the program's.
import Module = require('node:module');
import os = require('node:os');
import path = require('node:path');

// Taken now: a program may replace it later.
const { process } = globalThis;
const { defineProperty, getPrototypeOf } = Object;
const { apply } = Reflect;

/** Signals that end no process, though it does not handle them: it stops, goes on, or Node ignores or takes them. */
const SURVIVED: readonly string[] = [
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGCONT',
  'SIGCHLD',
  'SIGURG',
  'SIGWINCH',
  'SIGINFO',
  'SIGPIPE',
  'SIGXFSZ',
  'SIGUSR1',
];
/** Those that a bridge watches: it sees to it that the end comes before they kill. */
const WATCHED: readonly string[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Calls `begin` before the first CommonJS module of the user's compiles. (ES modules need no hook: the
 * parent has an instrumentation breakpoint before every script.) Unhooks itself at once.
 *
 * @param begin - Told whether the module runs now or in a later turn, as one that an ES module loader has compiled.
 */
function onFirstUserCode(loaderFolders: readonly string[], begin: (runs: 'now' | 'later') => void): void {
  const { prototype } = Module;
  const original = Object.getOwnPropertyDescriptor(prototype, '_compile');
  if (original === undefined) return;
  const unhook = onFirstTypedCommonJs(begin);
  const restore = (): void => {
    Object.defineProperty(prototype, '_compile', original);
    unhook();
  };
  Object.defineProperty(prototype, '_compile', {
    configurable: true,
    enumerable: original.enumerable ?? true,
    get(this: { readonly filename?: string | null }): unknown {
      const file = this.filename ?? '';
      if (file !== '' && !loaderFolders.some((folder) => file.startsWith(folder))) {
        restore();
        begin('now');
      }
      return original.value as unknown;
    },
    // A loader that wraps it, as tsx does, finds and replaces the original.
    set(value: unknown) {
      original.value = value;
    },
  });
}

/**
 * The same for a `.cts` that is the program itself: where its loader runs in a thread of its own (before Node 22.15), Node
 * compiles that past `_compile`, but asks for the folders of its packages first.
 *
 * @returns What unhooks it.
 */
function onFirstTypedCommonJs(begin: (runs: 'later') => void): () => void {
  const script = process.argv[1] ?? '';
  const original = Object.getOwnPropertyDescriptor(Module, '_nodeModulePaths');
  if (path.extname(script) !== '.cts' || original === undefined) return () => undefined;
  const unhook = (): void => void Object.defineProperty(Module, '_nodeModulePaths', original);
  const nodeModulePaths = original.value as (from: string) => string[];
  const asked = function (this: unknown, from: string): string[] {
    if (from === path.dirname(script) && isLoadingModule()) {
      unhook();
      begin('later');
    }
    return nodeModulePaths.call(this, from);
  };
  Object.defineProperty(Module, '_nodeModulePaths', { ...original, value: asked });
  return unhook;
}

/** Whether Node's loader of ES modules is what calls, and not somebody who makes a `require`. */
function isLoadingModule(): boolean {
  return (new Error().stack ?? '').includes('node:internal/modules/esm/translators');
}

/**
 * Calls `end` after all of the program's own `exit` listeners, also after `process.exit()` and an uncaught
 * error. It sits on the prototype of `process`, so that no listener can be seen or removed.
 *
 * @param watched - Signals that a bridge watches.
 * @param sendFromOutside - Sends this process a signal it survives. Node takes any signal that a process sends itself for
 *   its end, and would wait for the debugger to leave. Absent where nobody can be asked.
 * @returns What takes it back.
 */
function onExit(
  end: () => void,
  watched: readonly string[] = WATCHED,
  sendFromOutside?: (pid: number, signal: string) => void,
): () => void {
  let hasEnded = false;
  const endOnce = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    end();
  };

  const prototype = getPrototypeOf(process) as NodeJS.Process;
  const inherited = Object.getOwnPropertyDescriptor(prototype, 'emit');
  defineProperty(prototype, 'emit', endingEmit(undefined, endOnce));

  // Some programs leave without the event. What Node does before it kills itself would print a line about
  // debuggers, so the end comes first.
  const raw = process as unknown as RawProcess;
  const { reallyExit, _kill: kill } = raw;
  const endAndExit: RawProcess['reallyExit'] = function (this: unknown, code) {
    endOnce();
    return apply(reallyExit, this, [code]) as never;
  };
  const endAndKill: RawProcess['_kill'] = function (this: unknown, pid, signal) {
    const name = unhandled(signal, watched);
    if (name !== null && (pid === process.pid || pid === 0)) {
      if (!SURVIVED.includes(name)) endOnce();
      else if (sendFromOutside !== undefined && !hasEnded) {
        sendFromOutside(pid, name);
        return 0;
      }
    }
    return apply(kill, this, [pid, signal]) as number;
  };
  Object.assign(raw, { reallyExit: endAndExit, _kill: endAndKill });
  return () => {
    // Where somebody has wrapped ours once more it stays, and does nothing.
    hasEnded = true;
    if (inherited === undefined) Reflect.deleteProperty(prototype, 'emit');
    else Object.defineProperty(prototype, 'emit', inherited);
    if (raw.reallyExit === endAndExit) raw.reallyExit = reallyExit;
    if (raw._kill === endAndKill) raw._kill = kill;
  };
}

type Emit = (this: unknown, ...args: unknown[]) => boolean;

/**
 * A property `emit` that calls `end` after the event `exit`, and is the given one at all other times; the one of all
 * emitters, whatever that is by then, when none is given.
 */
function endingEmit(given: unknown, end: () => void): PropertyDescriptor {
  let own = given;
  const isOwn = given !== undefined;
  const emitters = getPrototypeOf(getPrototypeOf(process)) as { readonly emit: unknown };
  const current = (): unknown => (isOwn ? own : emitters.emit);
  const emitAndEnd: Emit = function (...args) {
    try {
      return apply(current() as Emit, this, args) as boolean;
    } finally {
      if (args[0] === 'exit') end();
    }
  };
  return {
    configurable: true,
    enumerable: isOwn,
    get: () => ((process as unknown as { _exiting?: boolean })._exiting === true ? emitAndEnd : current()),
    set(this: object, value: unknown) {
      // What an assignment does to an inherited method: it becomes the object's own.
      if (isOwn) own = value;
      else defineProperty(this, 'emit', endingEmit(value, end));
    },
  };
}

interface RawProcess {
  reallyExit(code?: number): never;
  _kill(pid: number, signal: number): number;
}

/** The name of a signal that nobody handles; null when somebody does, or it is none. */
function unhandled(signal: number, watched: readonly string[]): string | null {
  const [name = 'unknown'] =
    Object.entries(os.constants.signals).find(([, number]) => number === signal) ?? [];
  return signal === 0 || watched.includes(name) || process.listenerCount(name) > 0 ? null : name;
}

export = { onFirstUserCode, onExit, WATCHED };
