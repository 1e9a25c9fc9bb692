// In a child process that is followed: as in a worker thread, and a bridge for the parent to ask by.
import handledSignals = require('../handled-signals.cts');
import hooks = require('../hooks.cts');
import stopInlining = require('../inlining.cts');
import stopMoves = require('../no-moves.cts');
import childPlace = require('./child-place.cts');
import looking = require('./look.cts');
import records = require('./records.cts');
import sharing = require('./shared.cts');
import spawnHook = require('./spawn-hook.cts');

/** In the main thread of a process: begins to follow it, if it was started to be. */
function followChild(): void {
  const settings = spawnHook.takeHanded();
  // An older Node than memprof runs on lacks what the agent needs.
  if (settings === null || typeof process.getBuiltinModule !== 'function') return;
  const place = childPlace.newPlace(settings.folder);
  if (!settings.keepInlining) stopInlining();
  if (settings.tracksAllocations) stopMoves();
  try {
    looking.beginToLook(settings, place);
  } catch {
    // Without an inspector it runs as if memprof were not there.
    return;
  }
  records.begin(settings, place, new Int32Array(2));
  // Before the start is taken down: the bridge is no growth of the program's.
  const bridge = childPlace.startBridge(settings, place, null);
  records.take('start', '');
  const memprof = {
    mark: (name: string): void => {
      if (bridge?.isWatched() !== false) records.take('mark', String(name));
    },
  };
  Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
  handledSignals.watchHandlers(hooks.WATCHED);
  hooks.onExit(() => {
    if (bridge?.isWatched() !== false) records.take('exit', '');
    bridge?.letGo();
  });
  sharing.share(settings, `${place}.`);
  if (settings.children) spawnHook(settings);
}

export = followChild;
