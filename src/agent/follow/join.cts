// Put into a worker thread or a Node process that runs already, by its inspector; all that is done to it can be taken
// back.
import workerThreads = require('node:worker_threads');
import path = require('node:path');
import hooks = require('../hooks.cts');
import watchOver = require('../watch-over.cts');
import childPlace = require('./child-place.cts');
import looking = require('./look.cts');
import records = require('./records.cts');
import type { FollowSettings } from '../protocol/follow.ts';

const AGENT = path.dirname(__dirname) + path.sep;

/** What undoes each thing that was done here. */
const undo: (() => void)[] = [];
let parentPid: number | null = null;
/** How often this thread was joined: a bridge of an earlier time may end late. */
let times = 0;

/**
 * Begins to follow this thread, or this process; of a process memprof hears by its bridge.
 *
 * @param threadPlace - What the files of a thread begin with; null in a process, which finds its own.
 * @param isNew - Whether it came during the recording: then this moment is its start.
 * @returns What its files begin with.
 * @throws Error when it is followed already, or may have no inspector or no thread.
 */
function join(settingsText: string, threadPlace: string | null, isNew: boolean): string {
  const settings = JSON.parse(settingsText) as FollowSettings;
  if (parentPid !== null && parentPid !== settings.parentPid && watchOver.isThere(parentPid)) {
    throw new Error('another memprof follows it');
  }
  // Somebody was killed and has left it looking.
  takeBack();
  const place = threadPlace ?? childPlace.newPlace(settings.folder);
  parentPid = settings.parentPid;
  undo.push(looking.stopLooking);
  looking.beginToLook(settings, place);
  // V8 makes something of every function when a debugger asks for the first time: before figures are taken.
  looking.keepScripts();
  records.begin(settings, place, new Int32Array(2));
  const letGo = workerThreads.isMainThread ? bridge(settings, place) : watch(settings);
  if (isNew) records.take('start', '');
  giveMark();
  const noExit = hooks.onExit(() => {
    records.take('exit', '');
    letGo();
  });
  undo.push(noExit);
  return place;
}

function bridge(settings: FollowSettings, place: string): () => void {
  const time = ++times;
  const started = childPlace.startBridge(settings, place, () => {
    if (time === times) leave();
  });
  if (started !== null) return started.letGo;
  leave();
  throw new Error('it may start no thread');
}

/** A thread has no connection of its own that would tell of memprof's end. */
function watch(settings: FollowSettings): () => void {
  const watching = watchOver(settings.parentPid, leave);
  undo.push(watching.stop);
  return watching.stop;
}

function giveMark(): void {
  if (globalThis.memprof !== undefined) return;
  const memprof = { mark: (name: string): void => records.take('mark', String(name)) };
  Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
  undo.push(() => {
    if (globalThis.memprof === memprof) Reflect.deleteProperty(globalThis, 'memprof');
  });
}

function takeBack(): void {
  for (const step of undo.splice(0).toReversed()) step();
  parentPid = null;
}

/** Takes everything back, and lets go of all modules of the agent. A bridge ends by itself, when memprof does. */
function leave(): void {
  takeBack();
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(AGENT)) Reflect.deleteProperty(require.cache, file);
  }
}

export = { join, leave };
