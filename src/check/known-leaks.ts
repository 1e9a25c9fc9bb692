import type { Suspect } from '../analysis/leaks/suspect.ts';

/** A leak that is known where it comes from. */
export interface KnownLeak {
  /** npm package, or `node` for Node's own. */
  readonly package: string;
  /** Versions from here on do not have it any more; null when it is by design, or not fixed. */
  readonly fixedIn: string | null;
  /** Part of the suspect reference or of a step's name that tells it from others of the package. */
  readonly mark: string;
  readonly issue: string;
  readonly advice: string;
}

/** Known leaks of npm packages and of Node, each with its issue. */
export const KNOWN_LEAKS: readonly KnownLeak[] = [
  {
    package: 'ajv',
    fixedIn: null,
    mark: '_cache',
    issue: 'https://github.com/ajv-validator/ajv/issues/1413',
    advice: 'Compile each schema once and keep the function; the cache is keyed by the schema object.',
  },
  {
    package: 'axios',
    fixedIn: '0.22.0',
    mark: 'promise',
    issue: 'https://github.com/axios/axios/issues/3001',
    advice: 'Update, or give each request a cancel token of its own.',
  },
  {
    package: 'debug',
    fixedIn: '4.2.0',
    mark: 'instances',
    issue: 'https://github.com/debug-js/debug/issues/678',
    advice: 'Update, or create loggers once.',
  },
  {
    package: '@vue/reactivity',
    fixedIn: '3.5.0',
    mark: 'targetMap',
    issue: 'https://github.com/vuejs/core/issues/2261',
    advice: 'Update, or stop computed values by an effect scope.',
  },
  {
    package: 'react-side-effect',
    fixedIn: null,
    mark: 'mountedInstances',
    issue: 'https://github.com/gaearon/react-side-effect/issues/39',
    advice: 'Call rewind() or renderStatic() after each rendering on a server.',
  },
  {
    package: 'winston',
    fixedIn: '3.4.0',
    mark: 'uncaughtException',
    issue: 'https://github.com/winstonjs/winston/pull/1824',
    advice: 'Update; older loggers leave their handlers on process when they are closed.',
  },
  {
    package: 'ioredis',
    fixedIn: '4.19.3',
    mark: 'pending timers',
    issue: 'https://github.com/redis/ioredis/issues/1215',
    advice: 'Update; older clients leave a timer of a minute behind when they quit.',
  },
  {
    package: 'node-cron',
    fixedIn: '4.0.0',
    mark: 'scheduledTasks',
    issue: 'https://github.com/node-cron/node-cron/issues/348',
    advice: 'Update and call task.destroy(); before 4.0 every task stays registered.',
  },
  {
    package: 'p-map',
    fixedIn: '7.0.3',
    mark: '"abort"',
    issue: 'https://github.com/sindresorhus/p-map/issues/75',
    advice: 'Update, or give each call a signal of its own.',
  },
  {
    package: 'node',
    fixedIn: null,
    mark: 'gcPersistentSignals',
    issue: 'https://github.com/nodejs/node/issues/64476',
    advice: 'Do not listen on the signal AbortSignal.any() returns; listen on its sources.',
  },
];

/** The known leak a suspect is, or null. A version that has the fix is not the known leak. */
export function knownLeakOf(suspect: Suspect): KnownLeak | null {
  const { reference, retainingPath, package: blamed } = suspect;
  const text = [reference.name, ...retainingPath.flatMap(({ name, edge }) => [name, edge ?? ''])].join('\n');
  return (
    KNOWN_LEAKS.find((known) => {
      if (!text.includes(known.mark)) return false;
      if (known.package === 'node') return blamed === null;
      if (blamed?.name !== known.package) return false;
      return known.fixedIn === null || blamed.version === null || isBefore(blamed.version, known.fixedIn);
    }) ?? null
  );
}

function isBefore(version: string, other: string): boolean {
  const numbers = (text: string): number[] => text.split(/[.+-]/, 3).map(Number);
  const [a, b] = [numbers(version), numbers(other)];
  for (let i = 0; i < 3; i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) < (b[i] ?? 0);
  return false;
}
