import { CheckSession, ITERATE_SCRIPT } from '../../capture/check-session.ts';
import type { Followed } from '../../capture/manifest.ts';
import { loaderFor } from '../../capture/typescript.ts';
import { NO_LINES } from '../lines-option.ts';
import type { LoadRequest, Readiness } from './server-driver.ts';

/** What an iteration is. */
export type Work =
  | { readonly kind: 'module' }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'requests'; readonly requests: readonly LoadRequest[]; readonly readiness: Readiness };

/** What is checked. */
export interface CheckSubject {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly work: Work;
  /** Whom to follow beside the main program; nobody when left out. */
  readonly follow?: readonly Followed[];
}

/** What the target is started for: what tells where objects are made stands in the way of a verdict. */
export type Purpose = 'judging' | 'explaining';

/**
 * Starts the target: a module in memprof's runner, a program as it is.
 *
 * @param lines - Exact lines, where they are wanted; never where a verdict is.
 */
export function startSession(subject: CheckSubject, purpose: Purpose, lines = NO_LINES): CheckSession {
  const { file, args, nodeFlags, env, work } = subject;
  const loader = loaderFor(file);
  const isModule = work.kind === 'module';
  return new CheckSession({
    script: isModule ? ITERATE_SCRIPT : file,
    args: isModule ? [file, ...args] : args,
    nodeFlags: [...loader.flags, ...lines.flags, ...nodeFlags],
    ownFlags: lines.flags,
    env: { ...env, ...lines.env },
    loaderFolders: [...loader.folders, ...lines.loaderFolders],
    keepInlining: purpose === 'judging',
    explains: purpose === 'explaining',
    watchOutput: work.kind === 'requests',
    follow: subject.follow ?? [],
  });
}
