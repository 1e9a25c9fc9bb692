// Times run() of a module under the sampling profiler, as `memprof run` samples: best of some rounds, in ms.
const { Session } = require('node:inspector');
const v8 = require('node:v8');

v8.setFlagsFromString('--no-turbo-inlining');
if (Number(process.versions.node.split('.')[0]) >= 22) v8.setFlagsFromString('--no-maglev-inlining');
const session = new Session();
session.connect();
session.post('HeapProfiler.startSampling', { samplingInterval: 32 * 1024 });

(async () => {
  const { run } = await import(process.argv[2]);
  let best = Infinity;
  for (let round = 0; round < 6; round++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  process.stdout.write(String(best));
})();
