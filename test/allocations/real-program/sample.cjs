// Samples the program it is preloaded into; globalThis.saveProfile() writes what it saw to $SAMPLES.
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { setFlagsFromString } = require('node:v8');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const intervalBytes = 32768;
  // Inlined functions are on no stack: what they allocate would be booked on their callers.
  setFlagsFromString('--no-turbo-inlining');
  if (Number.parseInt(process.versions.node, 10) >= 22) setFlagsFromString('--no-maglev-inlining');
  const scripts = [];
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url, sourceMapURL } }) => {
    scripts.push({ scriptId, url, sourceMapURL });
  });
  session.post('Debugger.enable');
  session.post('HeapProfiler.startSampling', { samplingInterval: intervalBytes });
  globalThis.saveProfile = () => {
    session.post('HeapProfiler.getSamplingProfile', (error, answer) => {
      writeFileSync(process.env.SAMPLES, JSON.stringify({ error, intervalBytes, scripts, ...answer }));
    });
  };
}
