import type { SourceNames } from '../analysis/leaks/suspect.ts';
import { AGENT_FOLDER } from '../capture/launch.ts';
import { PackageVersions, packageOf } from '../sourcemap/packages.ts';
import { displayPath } from '../sourcemap/paths.ts';
import { SourceMaps } from '../sourcemap/source-maps.ts';
import type { ScriptRecord } from '../capture/target.ts';

/** Names places in the target's source by its scripts and their maps. */
export function sourceNames(scripts: readonly ScriptRecord[], cwd: string): SourceNames {
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
      return { file: displayPath(found.path, cwd), line: found.line, column: found.column };
    },
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
