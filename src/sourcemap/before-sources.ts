import { decodedMappings, type TraceMap } from '@jridgewell/trace-mapping';

/** Where V8 says that a function starts; 1-based. */
interface Start {
  readonly functionName: string;
  readonly line: number;
  readonly column: number;
}

/** Names people and compilers give to functions; bundlers call those they put around modules by their paths. */
const WORD = /^[\p{ID_Continue}$]+$/u;

/**
 * True for a nameless function before all code that has a source: a compiler put it around the whole module, as tsx
 * does (`(()=>{ … })()`).
 */
export function isWrapper(map: TraceMap, start: Start): boolean {
  return start.functionName === '' && isBeforeSources(map, start);
}

/** True for a function with a name before all code that has a source: a compiler calls it, as esbuild `__name`. */
export function isHelper(map: TraceMap, start: Start): boolean {
  return WORD.test(start.functionName) && isBeforeSources(map, start);
}

function isBeforeSources(map: TraceMap, { line, column }: Start): boolean {
  if (line < 1) return false;
  const mappings = decodedMappings(map);
  const first = mappings.findIndex((segments) => segments.length > 0);
  if (first === -1) return false;
  return line - 1 < first || (line - 1 === first && column - 1 < mappings[first]![0]![0]);
}
