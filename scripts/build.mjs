// Compiles src/ to dist/, from nothing: a file that was renamed must not live on in dist/.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { buildPage } from './build-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
rmSync(`${root}/dist`, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', `${root}/tsconfig.build.json`], { stdio: 'inherit' });

// What users wait for becomes one file each: Node takes a quarter of a millisecond and more a module. The command line
// becomes two and what they share: `run` loads without the others. What it finds by `import.meta.url` it finds in files
// right below src/cli/: seen from the bundles, all of it is there.
for (const entry of ['runtime/index', 'profiler/index', 'cli/main']) {
  const bundle = { bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20' };
  const file = `${root}/dist/${entry}.js`;
  const splitting = entry === 'cli/main';
  const { outputFiles } = buildSync({
    ...bundle,
    splitting,
    entryPoints: [file],
    outdir: path.dirname(file),
    chunkNames: '[name]-[hash]',
    write: false,
    logLevel: 'warning',
  });
  for (const output of outputFiles) writeFileSync(output.path, output.contents);
}

// What is put into a running program is the text of one file.
const guest = `${root}/dist/agent/guest.cjs`;
buildSync({
  entryPoints: [guest],
  outfile: guest,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
});

buildPage();
