// Compiles src/ to dist/, from nothing: a file that was renamed must not live on in dist/.
// `--unless-current`: only when something has changed since. npm prepares a package at `npm ci`, and once more, without
// a word, at the first `npx memprof` in its folder: whoever tries it for the first time would wait for it twice.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { buildPage } from './build-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}/dist/.built`;
if (process.argv.includes('--unless-current') && isCurrent()) process.exit();
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
writeFileSync(stamp, '');

/** Whether nothing has changed since the last build, names of files included: a folder changes with them. */
function isCurrent() {
  const { mtimeMs: builtAt = 0 } = statSync(stamp, { throwIfNoEntry: false }) ?? {};
  const folders = ['src', 'scripts'].map((name) => `${root}/${name}`);
  const files = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  const within = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`),
  );
  const inputs = [...folders, ...within, ...files.map((name) => `${root}/${name}`)];
  return inputs.every((file) => statSync(file).mtimeMs < builtAt);
}
