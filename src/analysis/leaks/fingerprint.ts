import { createHash } from 'node:crypto';

/** What of a suspect stays the same from run to run, from machine to machine and over minor edits. */
export interface SuspectIdentity {
  readonly kind: string;
  readonly referenceName: string;
  readonly ownerFile: string | null;
  readonly packageName: string | null;
}

/** Hashes an identity: 16 hexadecimal digits, no ids, lines or absolute paths in them. */
export function fingerprintOf({ kind, referenceName, ownerFile, packageName }: SuspectIdentity): string {
  const place = ownerFile === null ? '' : portablePath(ownerFile, packageName);
  const parts = [kind, withoutNumbers(referenceName), packageName ?? '', place];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** A path that does not depend on where the project or its packages lie. */
function portablePath(file: string, packageName: string | null): string {
  const path = file.replace(/^file:\/\//, '').replaceAll('\\', '/');
  const inPackage = packageName === null ? -1 : path.lastIndexOf(`/${packageName}/`);
  if (packageName !== null && inPackage >= 0) return path.slice(inPackage + packageName.length + 2);
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:\//.test(path);
  return isAbsolute ? path.slice(path.lastIndexOf('/') + 1) : path.replace(/^\.\//, '');
}

/** Keys and indexes differ from run to run; names that hold a digit or two are names. */
function withoutNumbers(name: string): string {
  return (
    name
      // Which list of timers is told only where no other has new ones.
      .replace(/ \(\d+ ms\)$/, '')
      .replace(/\[(?!<symbol)[^\]]*\]/g, '[*]')
      .replace(/[0-9a-f]{8,}(-[0-9a-f]{4,})*/gi, '#')
      .replace(/\d{3,}/g, '#')
  );
}
