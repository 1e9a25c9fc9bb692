// Records the program it is preloaded into; globalThis.saveProfile() keeps for $RECORDED what it saw so far.
const { closeSync, openSync, writeFileSync, writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const { setFlagsFromString } = require('node:v8');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const intervalBytes = 32768;
  const isTracked = process.env.TRACKED === '1';
  const scripts = [];
  const profiles = [];
  // Inlined functions are on no stack: what they allocate would be booked on their callers.
  setFlagsFromString('--no-turbo-inlining');
  if (Number.parseInt(process.versions.node, 10) >= 22) setFlagsFromString('--no-maglev-inlining');
  // An object that is moved loses its allocation stack.
  if (isTracked) setFlagsFromString('--no-compact');
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url, sourceMapURL } }) => {
    scripts.push({ scriptId, url, sourceMapURL });
  });
  session.post('Debugger.enable');
  if (isTracked) session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
  else session.post('HeapProfiler.startSampling', { samplingInterval: intervalBytes });

  globalThis.saveProfile = (isLast) => {
    if (!isTracked)
      session.post('HeapProfiler.getSamplingProfile', (_, { profile }) => profiles.push(profile));
    else if (isLast) saveSnapshot(session, `${process.env.RECORDED}.heapsnapshot`);
  };
  process.on('exit', () => {
    writeFileSync(process.env.RECORDED, JSON.stringify({ intervalBytes, scripts, profiles }));
  });
}

/** Chunk by chunk to the file: with tracking on, whatever is done to the text here takes ten times as long. */
function saveSnapshot(session, path) {
  const file = openSync(path, 'w');
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => writeSync(file, params.chunk));
  session.post('HeapProfiler.takeHeapSnapshot', {}, () => {
    closeSync(file);
    // While V8 tracks, a timer of its own keeps the process from ending.
    session.disconnect();
  });
}
