import type { AccessPath } from '../../analysis/views/access-path.ts';
import type { CodePlace, FunctionRef } from '../../analysis/views/function-places.ts';
import type { ObjectRef } from '../../analysis/views/viewed-heap.ts';
import { labelText } from '../edge-words.ts';
import { formatShare } from '../share.ts';
import { formatBytes, formatCount } from '../units.ts';
import type { PageCell, PageColumn } from './page.ts';

export { labelText, formatShare };

/** `1 timer`, `12 timers`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** `Map @121`, `onTick() @17`, `"text" @9`. */
export function objectText({ name, type, id }: ObjectRef): string {
  if (type === 'closure') return `${name || '(anonymous)'}() @${id}`;
  if (type === 'string' || type === 'concatenated string') return `"${name}" @${id}`;
  return `${name || `(${type})`} @${id}`;
}

/** `src/agent.ts:12`. */
export function placeText(place: CodePlace | null): string {
  if (place === null) return '';
  const file = place.file || '(anonymous script)';
  return place.line === null ? file : `${file}:${place.line}`;
}

/** `onTick() src/agent.ts:12`. */
export function functionText({ functionName, place }: FunctionRef): string {
  const name = functionName.endsWith(')') ? functionName : `${functionName}()`;
  return place === null ? name : `${name} ${placeText(place)}`;
}

/** How the program gets at something: `global.cache.items[…]`, `src/agent.ts: history`. */
export function pathText({ start, hops, isCut }: AccessPath): string {
  const parts = [isCut ? `${start || '(root)'} … ` : start];
  for (const [i, hop] of hops.entries()) {
    // After a file's name comes what is in the file, not a property of the name.
    const isFirstOfFile = i === 0 && !isCut && start !== '' && start !== 'global';
    if (hop.kind === 'variable') parts.push(start === '' ? '' : ': ', hop.name ?? '');
    else if (hop.kind === 'entry') parts.push(' entry');
    else if (hop.kind === 'weak-map') parts.push(' (WeakMap value)');
    else if (isFirstOfFile && hop.kind === 'property') parts.push(': ', labelText(hop).replace(/^\./, ''));
    else parts.push(labelText(hop));
  }
  return parts.join('').trim() || 'a root of V8';
}

/** A cell with a size. */
export function bytesCell(bytes: number): PageCell {
  return { text: formatBytes(bytes) };
}

/** A cell with a number. */
export function countCell(count: number): PageCell {
  return { text: formatCount(count) };
}

/** A cell with a part of the whole. */
export function shareCell(part: number, whole: number): PageCell {
  return { text: formatShare(part, whole), tone: 'dim' };
}

/** A column of figures. */
export function figures(head: string): PageColumn {
  return { head, align: 'right' };
}

/** A column of text that may be shortened; those further right are shortened first. */
export function text(head: string, shortenTo = 24): PageColumn {
  return { head, shortenTo };
}
