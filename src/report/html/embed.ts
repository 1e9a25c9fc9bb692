import { printable } from '../untrusted.ts';
import type { PageData } from './page-data.ts';

/** Where the template wants the data. */
export const DATA_PLACE = '<!--memprof-data-->';

/**
 * Puts data into the page.
 *
 * Safe for any text in it: nothing that HTML could take for a tag, a comment or the end of the script is left, no
 * text can reverse the writing direction, and the page reads it as JSON, never as code.
 *
 * @param template - The page as it was built, with {@link DATA_PLACE} in it once.
 */
export function embedData(template: string, data: PageData): string {
  const [before, after] = template.split(DATA_PLACE);
  return `${before}<script type="application/json" id="data">${jsonForHtml(data)}</script>${after}`;
}

/** JSON without a character that means something to HTML, its texts fit to print. */
export function jsonForHtml(data: unknown): string {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  );
  return json.replace(/[<>&]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
