import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CheckResult } from '../../src/check/result.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `memprof check` of the built package on a file of this repository. @throws Error when it had no result. */
export function checkFile(file: string): Promise<CheckResult> {
  return new Promise((resolve, reject) => {
    const args = ['bin/memprof.js', 'check', '--format', 'json', file];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve(JSON.parse(stdout) as CheckResult);
      } catch (cause) {
        reject(new Error(`no result: ${stderr}`, { cause }));
      }
    });
  });
}
