/** Longer names are cut in the middle where they stand in a sentence: both ends tell them apart. */
const MOST_CHARACTERS = 44;

/** A name fit for a sentence. */
export function clipName(name: string): string {
  const characters = [...name];
  if (characters.length <= MOST_CHARACTERS) return name;
  return `${characters.slice(0, 26).join('')}…${characters.slice(-16).join('')}`;
}
