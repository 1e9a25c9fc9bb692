import { MemprofError } from '../../base/errors.ts';
import type { InspectorClient } from '../inspector-client.ts';

/** What a program tells of itself. */
export interface ProgramFacts {
  /** Its own process id; in a container not the one it is known by outside. */
  readonly pid: number;
  /** Node's version with a leading `v`. */
  readonly node: string;
  /** As on its command line; its title where it has no script. */
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** `PRAISONAI_PROFILE_MAX` in its environment. */
  readonly profileMaxText: string | undefined;
  /** What is left of the memory of its machine or cgroup, in bytes; null where Node does not tell. */
  readonly availableBytes: number | null;
}

interface Told {
  readonly pid: number;
  readonly version: string;
  readonly runtime: string | null;
  readonly argv: readonly string[];
  readonly title: string;
  readonly cwd: string;
  readonly profileMax: string | null;
  readonly available: number | null;
}

/** Asks for nothing that a page of a browser could not answer with null. */
const QUESTION = `(() => {
  const { process } = globalThis;
  if (typeof process !== 'object' || process === null || typeof process.versions?.node !== 'string') return null;
  const { pid, version, versions, argv, title, env } = process;
  let cwd = '';
  try { cwd = process.cwd(); } catch {}
  return JSON.stringify({
    pid, version, title, cwd, argv: argv.slice(1).map(String),
    runtime: versions.bun ? 'bun' : versions.deno ? 'deno' : null,
    profileMax: env.PRAISONAI_PROFILE_MAX ?? null,
    available: process.availableMemory?.() ?? null,
  });
})()`;

/** Asks a program what it is. @throws MemprofError `UNSUPPORTED` when it is not Node. */
export async function askForFacts(client: InspectorClient, where: string): Promise<ProgramFacts> {
  const { result } = await client.send<{ result: { value?: unknown } }>('Runtime.evaluate', {
    expression: QUESTION,
    returnByValue: true,
    silent: true,
  });
  const told = typeof result.value === 'string' ? (JSON.parse(result.value) as Told) : null;
  if (told === null || told.runtime !== null) {
    throw new MemprofError(
      'UNSUPPORTED',
      `${where} is ${told?.runtime ?? 'a page of a browser or another program'}. memprof measures programs that run on Node.js.`,
    );
  }
  const [script, ...args] = told.argv;
  return {
    pid: told.pid,
    node: told.version,
    script: script === undefined ? told.title : relative(script, told.cwd),
    args: script === undefined ? [] : args,
    cwd: told.cwd,
    profileMaxText: told.profileMax ?? undefined,
    availableBytes: told.available,
  };
}

function relative(script: string, cwd: string): string {
  return cwd !== '' && script.startsWith(`${cwd}/`) ? script.slice(cwd.length + 1) : script;
}
