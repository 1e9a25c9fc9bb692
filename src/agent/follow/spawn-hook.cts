// Node processes the program starts get the agent, too. It is handed over below everything the program can look
// at: its own environment, `process.execArgv` and what `spawnargs` says stay as they are.
import childProcess = require('node:child_process');
import fs = require('node:fs');
import path = require('node:path');
import type { FollowSettings } from '../protocol/follow.ts';

/** Carries {@link Handed} to a child, whose agent removes it at once. */
const VARIABLE = 'MEMPROF_FOLLOW';

/** What a child's agent is told. */
interface Handed {
  readonly settings: FollowSettings;
  /** `NODE_OPTIONS` as the program would have it; null for none. */
  readonly nodeOptions: string | null;
}

interface SpawnOptions {
  readonly file: string;
  readonly args?: unknown;
  readonly envPairs: readonly string[];
}

interface Spawner {
  /** Up to Node 22 one object of options, and with `spawnSync` still; then file, arguments, folder, environment, … */
  spawn(...args: unknown[]): unknown;
}

/** Where the environment stands among the arguments. */
const ENVIRONMENT = 3;

/**
 * So many children of a process take snapshots at their start, marks and exit; a program that starts thousands is to
 * end some day. Labels of the program have them all.
 */
const MOST_WITH_SNAPSHOTS = 32;
let children = 0;

const PRELOAD = path.join(__dirname, '..', 'preload.cjs');

/** From now on Node processes that this thread starts are followed. */
function hookSpawning(settings: FollowSettings): void {
  for (const spawner of [asynchronousSpawner(), synchronousSpawner()]) {
    if (spawner === null) continue;
    const { spawn } = spawner;
    spawner.spawn = function (this: unknown, ...args) {
      return spawn.apply(this as Spawner, withAgent(args, settings));
    };
  }
}

/** The arguments of a spawner; those for a Node process with the agent in its environment. */
function withAgent(args: readonly unknown[], settings: FollowSettings): unknown[] {
  const [first, flags] = args;
  const pairs = args[ENVIRONMENT];
  if (typeof first === 'string' && Array.isArray(pairs)) {
    const isFollowed = isThisNode(first, pairs as string[]) && !isRestricted(flags, pairs as string[]);
    return isFollowed ? args.with(ENVIRONMENT, environmentOf(pairs as string[], settings)) : [...args];
  }
  if (!isOptions(first)) return [...args];
  const { file, envPairs } = first;
  const isFollowed = isThisNode(file, envPairs) && !isRestricted(first.args, envPairs);
  return isFollowed ? args.with(0, { ...first, envPairs: environmentOf(envPairs, settings) }) : [...args];
}

function isOptions(value: unknown): value is SpawnOptions {
  const { file, envPairs } = (value ?? {}) as { file?: unknown; envPairs?: unknown };
  return typeof file === 'string' && Array.isArray(envPairs);
}

/** What `ChildProcess` calls in the end: `spawn`, `fork`, `exec`, `cluster`. */
function asynchronousSpawner(): Spawner | null {
  const { ChildProcess } = childProcess as unknown as { ChildProcess: new () => { _handle: object | null } };
  const handle = new ChildProcess()._handle;
  return handle === null ? null : (Object.getPrototypeOf(handle) as Spawner);
}

/** What `spawnSync`, `execFileSync` and `execSync` call; null where Node keeps it to itself. */
function synchronousSpawner(): Spawner | null {
  const raw = process as unknown as { binding(name: string): Spawner };
  const { noDeprecation } = process;
  try {
    process.noDeprecation = true;
    return raw.binding('spawn_sync');
  } catch {
    return null;
  } finally {
    if (noDeprecation === undefined) Reflect.deleteProperty(process, 'noDeprecation');
    else process.noDeprecation = noDeprecation;
  }
}

/** Whether a file is the very Node that runs here: the agent cannot know what another version makes of it. */
function isThisNode(file: string, pairs: readonly string[]): boolean {
  if (file === process.execPath) return true;
  if (!/^node(\.exe)?$/i.test(path.basename(file))) return false;
  const folders = file === path.basename(file) ? searchPath(pairs) : [''];
  for (const folder of folders) {
    try {
      return fs.realpathSync(path.join(folder, file)) === fs.realpathSync(process.execPath);
    } catch {
      // Not in this folder.
    }
  }
  return false;
}

function searchPath(pairs: readonly string[]): string[] {
  const pair = pairs.find((candidate) => /^PATH=/i.test(candidate));
  return pair === undefined ? [] : pair.slice('PATH='.length).split(path.delimiter);
}

/** Under Node's permission model the agent may be a file that the child must not read. */
function isRestricted(args: unknown, pairs: readonly string[]): boolean {
  const flags = [
    ...(Array.isArray(args) ? args : []),
    ...pairs.filter((pair) => pair.startsWith('NODE_OPTIONS=')),
  ];
  return flags.some((flag) => /--(experimental-)?permission\b/.test(String(flag)));
}

function environmentOf(pairs: readonly string[], settings: FollowSettings): string[] {
  const before = pairs.find((pair) => pair.startsWith('NODE_OPTIONS='));
  const nodeOptions = before === undefined ? null : before.slice('NODE_OPTIONS='.length);
  const snapshots = settings.snapshots && ++children <= MOST_WITH_SNAPSHOTS;
  const handed: Handed = { settings: { ...settings, snapshots }, nodeOptions };
  const own = `--require ${JSON.stringify(PRELOAD)}`;
  return [
    ...pairs.filter((pair) => pair !== before && !pair.startsWith(`${VARIABLE}=`)),
    `NODE_OPTIONS=${nodeOptions === null ? own : `${own} ${nodeOptions}`}`,
    `${VARIABLE}=${JSON.stringify(handed)}`,
  ];
}

/** In a child: what it was handed, once; its environment is the program's again. */
function takeHanded(): FollowSettings | null {
  const text = process.env[VARIABLE];
  if (text === undefined) return null;
  delete process.env[VARIABLE];
  const { settings, nodeOptions } = JSON.parse(text) as Handed;
  if (nodeOptions === null) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = nodeOptions;
  return settings;
}

export = Object.assign(hookSpawning, { takeHanded });
