import type { SourceNames } from '../../analysis/leaks/suspect.ts';
import { AGENT_FOLDER } from '../../capture/launch.ts';
import { PackageVersions, packageOf } from '../../sourcemap/packages.ts';
import { displayPath } from '../../sourcemap/paths.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import type { ScriptRecord } from '../../capture/target.ts';

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
      if (script === undefined || script.url.includes(AGENT_FOLDER)) return null;
      const found = maps.originalLocation({
        scriptId: script.scriptId,
        url: script.url,
        line,
        column,
        functionName: '',
      });
      const file = displayPath(found.path, cwd);
      if (found.isMapped) generatedOf.set(file, displayPath(script.url, cwd));
      return { file, line: found.line, column: found.column };
    },
    generatedFiles: (originals) => [
      ...new Set(
        originals.flatMap((file) => generatedOf.get(file) ?? []).filter((file) => !originals.includes(file)),
      ),
    ],
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
