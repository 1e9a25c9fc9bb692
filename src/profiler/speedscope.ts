import { sampleDurations, type CpuProfile } from './cpu-profile.ts';
import type { TimingRecord } from './records.ts';

interface Frame {
  readonly name: string;
  readonly file?: string;
  /** From 1, as speedscope has them. */
  readonly line?: number;
  readonly col?: number;
}

/** A flame graph in speedscope's own format, with stacks and what they weigh. */
export interface SpeedscopeFile {
  readonly $schema: 'https://www.speedscope.app/file-format-schema.json';
  readonly exporter: 'memprof';
  readonly name: string;
  readonly shared: { readonly frames: readonly Frame[] };
  readonly profiles: readonly [
    {
      readonly type: 'sampled';
      readonly name: string;
      readonly unit: 'microseconds' | 'milliseconds';
      readonly startValue: 0;
      readonly endValue: number;
      /** For each stack, indexes of its frames, outermost first. */
      readonly samples: readonly (readonly number[])[];
      /** For each stack, what it weighs in `unit`. */
      readonly weights: readonly number[];
    },
  ];
}

/** The flame graph of a CPU profile: a stack for each sample, in order. */
export function cpuProfileToSpeedscope(profile: CpuProfile, name: string): SpeedscopeFile {
  const frames = profile.nodes.map(({ callFrame: { functionName, url, lineNumber, columnNumber } }) => ({
    name: functionName || '(anonymous)',
    ...(url !== '' && { file: url, line: lineNumber + 1, col: columnNumber + 1 }),
  }));
  const placeOf = new Map(profile.nodes.map((node, place) => [node.id, place]));
  const parentOf = new Map<number, number>();
  for (const node of profile.nodes) for (const child of node.children ?? []) parentOf.set(child, node.id);
  const stacks = new Map<number, number[]>();
  for (const { id } of profile.nodes) {
    const stack: number[] = [];
    // V8's root has no parent and says nothing: left out.
    for (let at: number = id; parentOf.has(at); at = parentOf.get(at)!) stack.push(placeOf.get(at)!);
    stacks.set(id, stack.toReversed());
  }
  const samples = (profile.samples ?? []).map((id) => stacks.get(id)!);
  return speedscopeFile(name, 'microseconds', frames, samples, sampleDurations(profile));
}

/**
 * The flame graph of recorded blocks: for each chain of parents, the milliseconds spent in the block itself.
 *
 * Blocks are joined by their parents' names, so blocks of one name are one; a parent that was dropped from the
 * buffer ends the chain.
 */
export function timingsToSpeedscope(records: readonly TimingRecord[], name: string): SpeedscopeFile {
  const parentOf = new Map(records.map((record) => [record.name, record.parent]));
  const selfMs = new Map<string, number>();
  for (const { name: block, parent, durationMs } of records) {
    selfMs.set(block, (selfMs.get(block) ?? 0) + durationMs);
    if (parentOf.has(parent)) selfMs.set(parent, (selfMs.get(parent) ?? 0) - durationMs);
  }
  const names = [...selfMs.keys()];
  const placeOf = new Map(names.map((block, place) => [block, place]));
  const samples = names.map((block) => {
    const chain = new Set<string>();
    // A block within one of its own name would go round for ever.
    for (let at: string | undefined = block; at && placeOf.has(at) && !chain.has(at); at = parentOf.get(at)) {
      chain.add(at);
    }
    return [...chain].toReversed().map((each) => placeOf.get(each)!);
  });
  // Children that ran at the same time can come to more than their parent.
  const weights = names.map((block) => Math.max(0, selfMs.get(block)!));
  return speedscopeFile(
    name,
    'milliseconds',
    names.map((block) => ({ name: block })),
    samples,
    weights,
  );
}

function speedscopeFile(
  name: string,
  unit: 'microseconds' | 'milliseconds',
  frames: readonly Frame[],
  samples: readonly (readonly number[])[],
  weights: readonly number[],
): SpeedscopeFile {
  const endValue = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'memprof',
    name,
    shared: { frames },
    profiles: [{ type: 'sampled', name, unit, startValue: 0, endValue, samples, weights }],
  };
}
