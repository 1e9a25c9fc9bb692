import { isMainThread } from 'node:worker_threads';
import { takeConfig } from './config.ts';
import { installFatalLines } from './fatal-lines.ts';
import { installLoadHooks } from './install-hooks.ts';
import { FrameMaps } from './frame-maps.ts';
import { noteOthers } from './note-others.ts';
import { installStackTraces } from './stack-traces.ts';

// The entry for --require (plain JavaScript) or --import (after the loader of TypeScript, whose output is
// what gets rewritten). Does nothing without a configuration, which threads and children do not inherit.
const config = takeConfig(process.env);
if (config !== undefined && isMainThread) {
  const maps = new FrameMaps(config);
  installStackTraces(maps);
  installFatalLines(maps);
  installLoadHooks(config);
  // Last: Node 20 has started the thread of its own hooks by now.
  noteOthers(config);
}
