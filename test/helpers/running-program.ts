import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { NODE, fixture } from './run-memprof.ts';

/** A program that runs until the test has finished. */
export interface RunningProgram {
  readonly pid: number;
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Waits until stdout (or stderr) has this text. @throws when it ends before. */
  printed(text: string | RegExp, stream?: 'stdout' | 'stderr'): Promise<string>;
}

/** No two tests meet at an inspector's port when the system chooses it. */
const ANY_PORT = '--inspect-port=0';

/** Starts a program of `fixtures/` and waits until it says that it is ready. */
export async function startProgram(
  script: string,
  {
    args = [],
    flags = [ANY_PORT],
    env = {},
  }: { args?: string[]; flags?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<RunningProgram> {
  const program = runProgram(NODE, [...flags, fixture(script), ...args], env);
  await program.printed('ready');
  return program;
}

/** Starts any command. */
export function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): RunningProgram {
  const { NODE_OPTIONS: _, ...clean } = process.env;
  const child = spawn(command, args, { env: { ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      output[name] += piece;
      for (const look of waiting) look();
    });
  }
  child.on('close', () => {
    for (const look of waiting) look();
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = (text: string | RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const has = typeof text === 'string' ? output[stream].includes(text) : text.test(output[stream]);
        if (!has && child.exitCode === null && child.signalCode === null) return;
        waiting.delete(look);
        if (has) resolve(output[stream]);
        else reject(new Error(`ended without ${String(text)}: ${output.stdout}${output.stderr}`));
      };
      waiting.add(look);
      look();
    });
  return { pid: child.pid!, child, output, printed };
}
