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
  let reason = '';
  for (const from of [path.join(cwd, 'package.json'), import.meta.url]) {
    const require = createRequire(from);
    try {
      const modulePath = require.resolve(name);
      // A build for another Node resolves and does not load.
      require(modulePath);
      return { name, modulePath };
    } catch (error) {
      reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    }
  }
  throw new MemprofError(
    'BACKEND_MISSING',
    `The backend ${name} is not installed or was built for another Node (${reason}). Install it with \`npm install ${name}\` (it compiles, so it needs a C++ compiler and Python), or leave --backend out: the inspector needs nothing.`,
  );
}
