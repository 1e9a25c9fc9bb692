// A worker thread or child process looks at its own heap: by itself, or when the parent interrupts it to ask.
// The snapshot's text goes from V8 into a file; it never enters the heap that is looked at.
import fs = require('node:fs');
import inspector = require('node:inspector');
import path = require('node:path');
import v8 = require('node:v8');
import workerThreads = require('node:worker_threads');
import garbageCollector = require('../garbage-collector.cts');
import type { FollowSettings, Look, LookedSnapshot, LookOrder } from '../protocol/follow.ts';

interface ParsedScript {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

// Taken now: a program may replace them later.
const { memoryUsage } = process;
const { now } = Date;
const { parse, stringify } = JSON;
const { writeHeapSnapshot } = v8;
const { appendFileSync, renameSync, writeFileSync } = fs;

let folder = '';
let place = '';
let session: inspector.Session | null = null;
let collectGarbage: (() => void) | null = null;
let isSampling = false;
const writtenScripts = new Set<string>();

/**
 * Begins to sample or track allocations of this thread, as is wanted.
 *
 * @param name - What the files of this thread begin with.
 */
function beginToLook(settings: FollowSettings, name: string): void {
  folder = settings.folder;
  place = name;
  collectGarbage = garbageCollector();
  // It stays open for good: V8 numbers all objects anew when a session that looked at the heap closes.
  session = new inspector.Session();
  session.connect();
  session.post('HeapProfiler.enable');
  const { samplingIntervalBytes, tracksAllocations } = settings;
  if (tracksAllocations) session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
  isSampling = samplingIntervalBytes !== null;
  if (isSampling) session.post('HeapProfiler.startSampling', { samplingInterval: samplingIntervalBytes });
}

/** Ends what {@link beginToLook} began. */
function stopLooking(): void {
  session?.disconnect();
  session = null;
  collectGarbage = null;
  isSampling = false;
  writtenScripts.clear();
}

/** Carries out an order of the parent's. @returns {@link Look} or {@link LookedSnapshot} as JSON; empty when late. */
function answer(orderText: string): string {
  const order = parse(orderText) as LookOrder;
  if (now() > order.notAfter) return '';
  return stringify(order.part === 'figures' ? look(order.stem) : snapshot(order.stem));
}

/** Collects garbage, then takes figures and the profile. */
function look(stem: string): Look {
  discardLogged();
  collectGarbage?.();
  const memory = memoryUsage();
  keepScripts();
  return {
    pid: process.pid,
    threadId: workerThreads.threadId,
    script: process.argv[1] ?? '',
    memory,
    at: now(),
    profile: keepProfile(`${stem}.heapprofile`),
  };
}

/** `process.memoryUsage()` as JSON, with no garbage collection. */
function memoryNow(): string {
  discardLogged();
  return stringify(memoryUsage());
}

/** With a session open, V8's console keeps the last thousand messages with their objects. */
function discardLogged(): void {
  session?.post('Runtime.discardConsoleEntries');
}

/** Has V8 write a heap snapshot, on this very thread. */
function snapshot(stem: string): LookedSnapshot {
  const name = `${stem}.heapsnapshot`;
  const partial = path.join(folder, `${name}.partial`);
  try {
    writeHeapSnapshot(partial);
    renameSync(partial, path.join(folder, name));
    return { snapshot: name, failure: null };
  } catch (error) {
    return { snapshot: null, failure: `${name} could not be written: ${String(error)}` };
  }
}

/** Writes a whole file: what has its name is complete. */
function keep(name: string, text: string): void {
  const partial = path.join(folder, `${name}.partial`);
  writeFileSync(partial, text);
  renameSync(partial, path.join(folder, name));
}

function keepProfile(name: string): string | null {
  if (!isSampling) return null;
  let profile: unknown = null;
  session?.post('HeapProfiler.getSamplingProfile', (error, result) => {
    if (error === null) ({ profile } = result);
  });
  if (profile === null) return null;
  try {
    keep(name, stringify(profile));
    return name;
  } catch {
    // A full disk, most likely; the parent meets it, too, and says so.
    return null;
  }
}

/** Scripts, one JSON object a line; the parent needs them to name lines. */
function keepScripts(): void {
  const found: ParsedScript[] = [];
  const add = ({ params }: { params: ParsedScript }): void => {
    const { scriptId, url, sourceMapURL } = params;
    if (url === '' || url.startsWith('node:') || writtenScripts.has(scriptId)) return;
    found.push({ scriptId, url, sourceMapURL });
  };
  // V8 tells all scripts there are when asked for the first time.
  session?.on('Debugger.scriptParsed', add);
  session?.post('Debugger.enable', { maxScriptsCacheSize: 0 });
  session?.post('Debugger.disable');
  session?.removeListener('Debugger.scriptParsed', add);
  if (found.length === 0) return;
  try {
    appendFileSync(
      path.join(folder, `${place}.scripts.ndjson`),
      found.map((script) => `${stringify(script)}\n`).join(''),
    );
    for (const { scriptId } of found) writtenScripts.add(scriptId);
  } catch {
    // As above.
  }
}

export = { beginToLook, stopLooking, answer, look, memoryNow, snapshot, keep, keepScripts };
