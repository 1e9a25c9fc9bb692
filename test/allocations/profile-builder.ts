import { readHeapProfile } from '../../src/format/heapprofile/read.ts';
import type { HeapProfileTables } from '../../src/format/heapprofile/tables.ts';
import { scaledCount } from '../../src/allocations/scale-sample.ts';
import type { AllocationProfile } from '../../src/allocations/profile.ts';
import { profileFromSamples } from '../../src/allocations/sampled.ts';
import { createFrameResolver, type ResolveFrame } from '../../src/allocations/resolve-frames.ts';
import { SourceMaps } from '../../src/sourcemap/source-maps.ts';

/** A stack frame as `url:line name`; the line is 1-based, and absent for what V8 knows no position of. */
export type FrameText = string;

/** A node of a profile to build: sampled objects as `[object size, samples]`. */
export interface NodeSpec {
  readonly objects?: readonly (readonly [objectSize: number, samples: number])[];
  readonly calls?: Readonly<Record<FrameText, NodeSpec>>;
}

export const INTERVAL = 32768;

/** The JSON V8 would write for the given tree: sizes scaled up as `ScaleSample` does it. */
export function heapProfileJson(root: NodeSpec, interval = INTERVAL, firstOrdinal = 1): any {
  let id = 0;
  let ordinal = firstOrdinal;
  const samples: { size: number; nodeId: number; ordinal: number }[] = [];
  const build = (frame: FrameText, { objects = [], calls = {} }: NodeSpec): any => {
    id += 1;
    const nodeId = id;
    let selfSize = 0;
    for (const [size, count] of objects) {
      selfSize += size * scaledCount(size, count, interval);
      for (let i = 0; i < count; i++) {
        samples.push({ size: size * scaledCount(size, 1, interval), nodeId, ordinal: ordinal++ });
      }
    }
    const children = Object.entries(calls).map(([name, spec]) => build(name, spec));
    return { callFrame: callFrame(frame), selfSize, id: nodeId, children };
  };
  return { head: build('(root)', root), samples };
}

function callFrame(text: FrameText): any {
  const [, url = '', line = '0', functionName] = /^(?:(\S*):(\d+) )?(.*)$/.exec(text)!;
  return {
    functionName,
    scriptId: url === '' && line === '0' ? '0' : '1',
    url,
    lineNumber: Number(line) - 1,
    columnNumber: line === '0' ? -1 : 0,
  };
}

export function tables(root: NodeSpec): HeapProfileTables {
  return readHeapProfile(heapProfileJson(root), 'test.heapprofile');
}

export function profile(root: NodeSpec): AllocationProfile {
  return profileFromSamples(tables(root), INTERVAL);
}

/** Resolves frames of programs under `/app` that have no source maps, and no files at all. */
export function resolver(): ResolveFrame {
  const readFile = (path: string): string => {
    if (path === '/app/node_modules/express/package.json') return '{"version":"4.18.2"}';
    throw new Error(`no file ${path}`);
  };
  return createFrameResolver({
    sourceMaps: new SourceMaps([], { readFile }),
    cwd: '/app',
    isOwn: (url) => url.startsWith('/memprof/'),
    readFile,
  });
}

/** Bytes V8 writes for samples of one size at one node. */
export function scaled(objectSize: number, samples: number): number {
  return objectSize * scaledCount(objectSize, samples, INTERVAL);
}
