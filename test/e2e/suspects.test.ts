import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import type { Suspect } from '../../src/analysis/leaks/index.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

/** The suspects of a program, the heaviest first. */
async function suspectsOf(name: string, text: string): Promise<readonly Suspect[]> {
  const folder = temporaryFolder();
  const output = path.join(folder, 'report.json');
  writeFileSync(path.join(folder, name), text);
  const ended = await memprof(['run', '--format', 'json', '--output', output, name], { cwd: folder });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return (JSON.parse(readFileSync(output, 'utf8')) as RunResult).suspects;
}

test('variables of TypeScript that becomes CommonJS are those of its module, with the lines that declare them', async () => {
  const suspects = await suspectsOf(
    'server.cts',
    `// A server.
const sessions = new Map<number, { text: string }>();
export function open(id: number): void {
  sessions.set(id, { text: 'opened ' + id });
}
let next = 0;
function turn(): void {
  for (let i = 0; i < 500; i++) open(next++);
  globalThis.memprof?.mark('turn');
  if (next < 3000) setImmediate(turn);
}
turn();
declare global { var memprof: { mark(name: string): void } | undefined }
`,
  );
  expect(suspects.map(({ reference }) => reference)).toEqual([
    {
      name: 'module variable sessions in server.cts',
      holder: 'Map',
      location: { file: 'server.cts', line: 2, column: expect.any(Number) as number },
      isPlaceOfObjects: false,
    },
  ]);
});
