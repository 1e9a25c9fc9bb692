// One measurement in a process of its own: `engine-worker <tool> <task> <file> [file]` prints a line of JSON.
import { createReadStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Packages that the benchmark has fetched, put together. */
function peer(...names) {
  const require = createRequire(new URL('.cache/peers/package.json', import.meta.url));
  return Object.assign({}, ...names.map((name) => require(name)));
}

/** For each tool and task, loads the tool and returns what is measured: files to an answer all tools agree on. */
const tasks = {
  'memprof load': async () => {
    const { readSnapshotTables } = await import('../dist/format/heapsnapshot/open.js');
    const { HeapGraph } = await import('../dist/graph/heap-graph.js');
    return async (file) => {
      const graph = new HeapGraph(await readSnapshotTables(file));
      graph.workAhead();
      const { retainedSize, distance, root } = graph;
      const table = graph.constructorTable();
      return `${retainedSize[root]} ${distance.length} ${table.names[table.constructorOf[distance.length - 1]]}`;
    };
  },
  'toolkit load': async () => {
    const { parse } = await import('heap-snapshot-toolkit');
    return async (file) => {
      const snapshot = await parse(createReadStream(file, 'utf-8'));
      const { nodeCount, retainedSizes } = snapshot;
      const last = snapshot.createNode((nodeCount - 1) * snapshot.nodeFieldCount);
      return `${retainedSizes[0]} ${nodeCount} ${last.className()}`;
    };
  },
  'memlab load': async () => {
    const { config, getFullHeapFromFile } = await peer('@memlab/heap-analysis', '@memlab/core');
    config.muteConsole = true;
    return async (file) => {
      const snapshot = await getFullHeapFromFile(file);
      return `${snapshot.nodes.get(0).retainedSize} ${snapshot.nodes.length}`;
    };
  },
  'v8-heap-parser load': async () => {
    const { decode_bytes } = await peer('@vscode/v8-heap-parser');
    return async (file) => {
      const graph = decode_bytes(readFileSync(file));
      // The last argument, false, asks for retained sizes.
      return String(graph.get_class_groups(0, 1, false)[0]?.retained_size);
    };
  },
  'memprof diff': async () => {
    const { readSnapshotTables } = await import('../dist/format/heapsnapshot/open.js');
    const { HeapGraph } = await import('../dist/graph/heap-graph.js');
    const { takeConstructorCensus } = await import('../dist/analysis/census.js');
    const { compareTo } = await import('../dist/analysis/compare-to.js');
    return async (beforeFile, afterFile) => {
      const before = takeConstructorCensus(new HeapGraph(await readSnapshotTables(beforeFile)));
      const after = takeConstructorCensus(new HeapGraph(await readSnapshotTables(afterFile)), {
        previous: before,
      });
      const row = compareTo(after, before).rows.find(({ constructorName }) => constructorName === 'Message');
      return `${row.newCount} ${row.deletedCount}`;
    };
  },
  'toolkit diff': async () => {
    const { diffFromStreams } = await import('heap-snapshot-toolkit');
    return async (beforeFile, afterFile) => {
      let answer = '';
      const streams = [createReadStream(beforeFile, 'utf-8'), createReadStream(afterFile, 'utf-8')];
      for await (const step of diffFromStreams(...streams)) {
        if (step.type !== 'diff') continue;
        const rows = Object.values(step.result);
        const row = rows.find(({ name }) => name === 'Message');
        answer = `${row.addedCount} ${row.removedCount}`;
      }
      return answer;
    };
  },
};

async function measure([tool, task, ...files]) {
  const run = await tasks[`${tool} ${task}`]();
  const start = performance.now();
  const startOfCpu = process.cpuUsage();
  const answer = await run(...files);
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(startOfCpu);
  return {
    elapsedMs,
    cpuMs: (user + system) / 1000,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    answer,
  };
}

process.stdout.write(`${JSON.stringify(await measure(process.argv.slice(2)))}\n`);
