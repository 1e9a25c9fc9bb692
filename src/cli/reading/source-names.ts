import path from 'node:path';
import type { SourceNames, SourcePlace } from '../../analysis/leaks/suspect.ts';
import { isOwnScript } from '../../capture/own-code.ts';
import { PackageVersions, packageOf } from '../../sourcemap/packages.ts';
import { displayPath } from '../../sourcemap/paths.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import { readLines } from './source-lines.ts';

/** Names places, and remembers which files that ran they come from. */
export interface ScriptNames extends SourceNames {
  /** The files that ran, for the original ones that places were named by; none where they are the same. */
  generatedFiles(originals: readonly string[]): string[];
}

/** Names places in the target's source by its scripts and their maps. */
export function sourceNames(scripts: readonly ScriptRecord[], cwd: string): ScriptNames {
  const generatedOf = new Map<string, string>();
  const maps = new SourceMaps(scripts);
  const versions = new PackageVersions();
  return {
    locate(scriptId, line, column) {
      const script = maps.script(String(scriptId));
      if (script === undefined || isOwnScript(script.url)) return null;
      const inFile = { scriptId: script.scriptId, url: script.url, line, column, functionName: '' };
      const place = script.url === '' ? maps.evaluatedAt(script.scriptId) : inFile;
      if (place === undefined) return null;
      const found = maps.originalLocation(place);
      const file = displayPath(found.path, cwd);
      if (found.isMapped) generatedOf.set(file, displayPath(place.url, cwd));
      return { file, line: found.line, column: found.column };
    },
    generatedFiles: (originals) => [
      ...new Set(
        originals.flatMap((file) => generatedOf.get(file) ?? []).filter((file) => !originals.includes(file)),
      ),
    ],
    isOwnScript,
    declarationOf: (file, variable) => declarationIn(path.resolve(cwd, file), file, variable),
    packageOf(file) {
      const location = packageOf(file);
      if (location === undefined) return null;
      const folder = location.folder.startsWith('node_modules/')
        ? `${cwd}/${location.folder}`
        : location.folder;
      return { name: location.name, version: versions.versionOf({ ...location, folder }) ?? null };
    },
  };
}

/** The line that begins with a declaration of it; null when none does, or several. */
function declarationIn(absolute: string, file: string, variable: string): SourcePlace | null {
  const name = variable.replaceAll('$', String.raw`\$`);
  const declaration = new RegExp(
    String.raw`^(export\s+)?(default\s+)?(const|let|var|class|(async\s+)?function\s*\*?)\s+${name}(?![\w$])`,
  );
  const lines = readLines(absolute).flatMap((text, at) => (declaration.test(text) ? [at + 1] : []));
  return lines.length === 1 ? { file, line: lines[0], column: 1 } : null;
}
