import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CheckResult } from '../../src/check/result.ts';
import { expectToMatchSchema } from './schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a check printed as JSON, and its exit code. */
export interface JsonCheck {
  readonly code: number | null;
  readonly result: CheckResult;
}

/** Runs `memprof check` of the built package on a file of this repository. @throws Error when it had no result. */
export async function checkFile(file: string): Promise<CheckResult> {
  return (await checkJson(file)).result;
}

/** Runs `memprof check` of the built package with these arguments. @throws Error when it had no result, or one that its schema does not know. */
export function checkJson(...args: readonly string[]): Promise<JsonCheck> {
  return new Promise((resolve, reject) => {
    const command = ['bin/memprof.js', 'check', '--format', 'json', ...args];
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      let result: CheckResult;
      try {
        result = JSON.parse(stdout) as CheckResult;
      } catch (cause) {
        reject(new Error(`no result: ${stderr}`, { cause }));
        return;
      }
      try {
        expectToMatchSchema('check-result', result);
        resolve({ code, result });
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}
