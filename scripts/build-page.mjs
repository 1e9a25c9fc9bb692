// Makes the page of --html: src/page/ and the libraries it draws with, as one file that loads nothing.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const MOST_BYTES = 2 * 2 ** 20;
/** What comes along in the page; their licences ask to be told. */
const LIBRARIES = ['preact', 'uplot', 'd3-hierarchy'];

/** Builds the page into `dist/report/html/page.html`. Fails when it is larger than promised. */
export function buildPage() {
  const { outputFiles } = buildSync({
    entryPoints: [`${root}/src/page/main.tsx`],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'page',
    format: 'iife',
    target: ['chrome110', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Text is escaped where HTML would read it: see inlined().
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const textOf = (extension) => outputFiles.find(({ path: file }) => file.endsWith(extension)).text;
  const [script, style] = [inlined(textOf('.js')), textOf('.css')];
  const page = readFileSync(`${root}/src/page/page.html`, 'utf8')
    .replace('{{policy}}', () => policyFor(script, style))
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script>${script}</script>\n<!--\n${licences()}-->`);
  if (Buffer.byteLength(page) > MOST_BYTES) throw new Error(`The page has ${Buffer.byteLength(page)} bytes.`);
  const file = `${root}/dist/report/html/page.html`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, page);
}

/** The licences of all that is in the page, fit for an HTML comment. */
function licences() {
  return LIBRARIES.map((name) => {
    const text = readFileSync(`${root}/node_modules/${name}/LICENSE`, 'utf8');
    return `${name}\n\n${text.replaceAll('--', '- -')}\n`;
  }).join('\n');
}

/** Code that can stand in a script element. */
function inlined(code) {
  return code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

/** Nothing may be loaded, sent or run but this script and this style. */
function policyFor(script, style) {
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
