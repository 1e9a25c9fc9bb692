import type { TraceMap } from '@jridgewell/trace-mapping';
import { fileUrlOf, pathOf } from './paths.ts';
import type { GeneratedLocation } from './generated-location.ts';
import { parseSourceMap, SourceMapError } from './parse-map.ts';
import { FileTooLargeError, type ReadFile } from './read-file.ts';

/** A script as V8 reports it when it has parsed it (`Debugger.scriptParsed`). */
export interface Script {
  readonly scriptId: string;
  /** `file:` URL, bare path, `node:fs`, or empty. */
  readonly url: string;
  /** Relative or absolute URL of its source map, or a `data:` URL that holds it; empty or absent without one. */
  readonly sourceMapURL?: string | undefined;
  /** Where it was made from a string, by `new Function` or the like; 1-based. */
  readonly evaluatedAt?: Omit<GeneratedLocation, 'functionName'>;
}

/** A map, and how much text it came from. */
export interface LoadedMap {
  readonly map: TraceMap;
  readonly characters: number;
}

const COMMENT = /\/[/*][#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/**
 * Loads a script's source map.
 *
 * @param maxBytes - Larger maps are refused.
 * @returns undefined when the script has none.
 * @throws SourceMapError when it has one that cannot be used.
 */
export function loadMap(script: Script, readFile: ReadFile, maxBytes: number): LoadedMap | undefined {
  const url = script.sourceMapURL;
  if (!url) return undefined;
  const scriptUrl = fileUrlOf(script.url);
  if (url.startsWith('data:')) {
    if (url.length > maxBytes * 2) throw new SourceMapError('too-large');
    return parsed(textOfDataUrl(url), scriptUrl);
  }
  const mapUrl = resolved(url, scriptUrl);
  return parsed(read(pathOf(mapUrl), readFile, maxBytes), mapUrl);
}

function parsed(text: string, mapUrl: string | undefined): LoadedMap {
  return { map: parseSourceMap(text, mapUrl), characters: text.length };
}

function resolved(url: string, scriptUrl: string | undefined): string {
  let mapUrl: URL;
  try {
    mapUrl = new URL(fileUrlOf(url) ?? url, scriptUrl);
  } catch (cause) {
    throw new SourceMapError('unsupported-url', { cause });
  }
  // A host in a file: URL is a network share on Windows: nothing a program's text may make memprof open.
  if (mapUrl.protocol !== 'file:' || mapUrl.host !== '') throw new SourceMapError('unsupported-url');
  return mapUrl.href;
}

function read(path: string, readFile: ReadFile, maxBytes: number): string {
  try {
    return readFile(path, maxBytes);
  } catch (cause) {
    throw new SourceMapError(cause instanceof FileTooLargeError ? 'too-large' : 'missing', { cause });
  }
}

function textOfDataUrl(url: string): string {
  const comma = url.indexOf(',');
  if (comma === -1) throw new SourceMapError('damaged');
  const body = url.slice(comma + 1);
  if (/;base64$/i.test(url.slice(0, comma))) return Buffer.from(body, 'base64').toString('utf8');
  try {
    return decodeURIComponent(body);
  } catch (cause) {
    throw new SourceMapError('damaged', { cause });
  }
}

/**
 * The URL in a script's own `sourceMappingURL` comment, for a profile that came without a list of scripts.
 * Undefined when the file has none or cannot be read.
 */
export function sourceMapUrlInFile(url: string, readFile: ReadFile, maxBytes: number): string | undefined {
  if (!/\.[cm]?jsx?$/.test(pathOf(url)) || fileUrlOf(url) === undefined) return undefined;
  try {
    return [...readFile(pathOf(url), maxBytes).matchAll(COMMENT)].at(-1)?.[1];
  } catch {
    return undefined;
  }
}
