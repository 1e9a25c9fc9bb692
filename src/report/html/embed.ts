import { gzipSync } from 'node:zlib';
import { printable } from '../untrusted.ts';
import type { WholePage } from './page-data.ts';

/** Where the template wants the data. */
export const DATA_PLACE = '<!--memprof-data-->';

/**
 * Puts data into the page.
 *
 * Safe for any text in it: nothing that HTML could take for a tag, a comment or the end of the script is left, no
 * text can reverse the writing direction, and the page reads it as JSON, never as code. Heaps are packed, for they
 * are most of a page, and seldom are all of them looked at.
 *
 * @param template - The page as it was built, with {@link DATA_PLACE} in it once.
 */
export function embedData(template: string, { data, heaps }: WholePage): string {
  const [before, after] = template.split(DATA_PLACE);
  const packed = heaps.map((heap, i) => {
    const text = gzipSync(jsonForHtml(heap)).toString('base64');
    return `<script type="application/gzip" id="heap-${i}">${text}</script>\n`;
  });
  return [
    before,
    `<script type="application/json" id="data">${jsonForHtml(data)}</script>\n`,
    ...packed,
    after,
  ].join('');
}

/** JSON without a character that means something to HTML, its texts fit to print. */
export function jsonForHtml(data: unknown): string {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  );
  return json.replace(/[<>&]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
