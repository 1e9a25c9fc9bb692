import { createRequire } from 'node:module';
import path from 'node:path';
import type { AgentSettings } from '../agent/protocol.ts';
import { MemprofError } from '../base/errors.ts';

/** What can take a heap snapshot, the default first. */
export const BACKENDS = ['inspector', 'v8-profiler-next', 'heapdump'] as const;

/** One of {@link BACKENDS}. */
export type BackendName = (typeof BACKENDS)[number];

/**
 * Finds the native package of a backend, in the user's project first, then beside memprof.
 *
 * @returns Null for the inspector, which needs none.
 * @throws MemprofError `BACKEND_MISSING` with the command that installs it.
 */
export function findBackend(name: BackendName, cwd: string): AgentSettings['backend'] {
  if (name === 'inspector') return null;
  const modulePath = resolveFrom(path.join(cwd, 'package.json'), name) ?? resolveFrom(import.meta.url, name);
  let reason = 'not found';
  try {
    if (modulePath !== null) {
      // A build for another Node resolves and does not load.
      loadWithoutArguments(modulePath);
      return { name, modulePath };
    }
  } catch (error) {
    reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  throw new MemprofError(
    'BACKEND_MISSING',
    `The backend ${name} is not installed or was built for another Node (${reason}). Install it with \`npm install ${name}\` (it compiles, so it needs a C++ compiler and Python), or leave --backend out: the inspector needs nothing.`,
  );
}

function resolveFrom(from: string, name: string): string | null {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return null;
  }
}

/** node-pre-gyp, by which v8-profiler-next finds its build, takes `--directory` on our command line for its own. */
function loadWithoutArguments(modulePath: string): void {
  const { argv } = process;
  process.argv = argv.slice(0, 2);
  try {
    createRequire(import.meta.url)(modulePath);
  } finally {
    process.argv = argv;
  }
}
