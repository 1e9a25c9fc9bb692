/** Tints that boxes can have: `tint-0` … in style/boxes.css. */
const TINTS = 8;

/** A tint for a name: the same one wherever the name is shown. */
export function tintOf(name: string): string {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (hash * 31 + name.charCodeAt(i)) >>> 0;
  return `tint-${hash % TINTS}`;
}

/** A colour of the style sheet, for what is drawn on a canvas. */
export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
