import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that does nothing, to try things on. */
export interface IdleProgram {
  readonly pid: number;
  /** Ends it. */
  kill(): void;
}

/** Starts one, with its inspector closed; it is ready when this resolves. @throws the system's error. */
export async function startIdle(): Promise<IdleProgram> {
  const script = 'setTimeout(() => {}, 60_000); process.stdout.write("ready")';
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return { pid: child.pid ?? 0, kill: () => void child.kill('SIGKILL') };
}
