import { pathToFileURL } from 'node:url';
import type { IsSite } from '../../allocations/line-sites.ts';
import type { AllocationProfile } from '../../allocations/profile.ts';
import type { ScriptLines } from '../../capture/manifest.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';

/** Scripts with the source maps of `--lines` in place of their own: these lead all the way to the source. */
export function withLineMaps(
  scripts: readonly ScriptRecord[],
  lines: readonly ScriptLines[],
): ScriptRecord[] {
  const mapOf = new Map(lines.map(({ url, map }) => [url, map]));
  return scripts.map((script) => {
    const map = mapOf.get(toFileUrl(script.url));
    if (map === undefined) return script;
    const text = Buffer.from(JSON.stringify(map)).toString('base64');
    return { ...script, sourceMapURL: `data:application/json;base64,${text}` };
  });
}

/**
 * Finds the functions of `--lines` in a profile where V8 has forgotten them, as it does once nothing of their script
 * is used any more: it still knows their names, and the script's number.
 */
export function locateSites(
  profile: AllocationProfile,
  lines: readonly ScriptLines[],
  scripts: readonly ScriptRecord[],
): AllocationProfile {
  if (lines.length === 0 || profile.frames.every(({ line }) => line > 0)) return profile;
  const rewritten = new Map(lines.map((script) => [script.url, namedSites(script)]));
  const urlOf = new Map(scripts.map(({ scriptId, url }) => [scriptId, url]));
  const frames = profile.frames.map((frame) => {
    const url = frame.line > 0 ? undefined : urlOf.get(frame.scriptId);
    const position = url === undefined ? undefined : rewritten.get(toFileUrl(url))?.get(frame.functionName);
    return url === undefined || position === undefined ? frame : { ...frame, url, ...position };
  });
  return { ...profile, frames };
}

function namedSites({ apart }: ScriptLines): Map<string, { line: number; column: number }> {
  const { line, names } = apart ?? { line: 0, names: [] };
  return new Map(names.map((name, i) => [name, { line: line + i, column: `function ${name}(`.length }]));
}

/** Tells the functions that `--lines` put around allocating expressions. */
export function siteFinder(lines: readonly ScriptLines[]): IsSite {
  return finderOf(new Map(lines.map(({ url, sites }) => [url, setOf(sites)])));
}

/** Tells them, and those of the program that allocate on the line they start on alone. */
export function exactFinder(lines: readonly ScriptLines[]): IsSite {
  return finderOf(new Map(lines.map(({ url, sites, exact = [] }) => [url, setOf([...sites, ...exact])])));
}

function setOf(positions: readonly number[]): Set<string> {
  const known = new Set<string>();
  for (let i = 0; i + 1 < positions.length; i += 2) known.add(`${positions[i]}:${positions[i + 1]}`);
  return known;
}

function finderOf(known: ReadonlyMap<string, ReadonlySet<string>>): IsSite {
  return ({ url, line, column }) => known.get(toFileUrl(url))?.has(`${line}:${column}`) === true;
}

/** CommonJS modules go by their path. */
function toFileUrl(url: string): string {
  return url.startsWith('/') ? pathToFileURL(url).href : url;
}
