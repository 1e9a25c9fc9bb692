// Writes man/memprof.1 from the commands themselves. Run it after a command has changed; a test compares.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = execFileSync(process.execPath, [`${root}/bin/memprof.js`, 'man-page'], { encoding: 'utf8' });
mkdirSync(`${root}/man`, { recursive: true });
writeFileSync(`${root}/man/memprof.1`, page);
