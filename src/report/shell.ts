/** A word for a POSIX shell: as it is where that is safe, else in quotes. */
export function shellWord(text: string): string {
  return /^[\w.@/:=+,%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
