import { readFileSync } from 'node:fs';
import type { LineMap } from './rewrite.ts';

/** The source map a source says it has. */
export interface InputMap {
  readonly map: LineMap;
  /** The map is in the source itself, as tsx and others that compile while loading leave it. */
  readonly isInline: boolean;
  /** Where the comment that names it stands in the source, as offsets. */
  readonly start: number;
  readonly end: number;
}

const COMMENT = /\/\/[#@] ?sourceMappingURL=([^\s'"]+)/g;

/**
 * Reads the map that the last sourceMappingURL comment of a source names.
 *
 * @param url - The source's file: URL; a relative address is looked up beside it.
 * @returns undefined when there is none or it cannot be used.
 */
export function readInputMap(source: string, url: string): InputMap | undefined {
  const near = source.lastIndexOf('sourceMappingURL=');
  if (near === -1) return undefined;
  COMMENT.lastIndex = Math.max(0, near - 4);
  const comment = COMMENT.exec(source);
  if (comment === null) return undefined;
  const [text, address] = comment;
  try {
    const isInline = address.startsWith('data:');
    const json = isInline ? readDataUrl(address) : readFileSync(new URL(address, url), 'utf8');
    const map = JSON.parse(json) as LineMap;
    // A map of maps is not composed: no loader or compiler of one file writes it.
    if (map.version !== 3 || typeof map.mappings !== 'string') return undefined;
    return { map, isInline, start: comment.index, end: comment.index + text.length };
  } catch {
    // A map that is missing or broken makes the program no worse than it was: positions stay unmapped.
    return undefined;
  }
}

function readDataUrl(address: string): string {
  const comma = address.indexOf(',');
  const payload = address.slice(comma + 1);
  return address.slice(0, comma).endsWith(';base64')
    ? Buffer.from(payload, 'base64').toString('utf8')
    : decodeURIComponent(payload);
}

/** A sourceMappingURL comment that holds the map. */
export function inlineMapComment(map: LineMap): string {
  const payload = Buffer.from(JSON.stringify(map)).toString('base64');
  return `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${payload}`;
}
