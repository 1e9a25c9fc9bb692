/** Whose code is rewritten: the user's own, everybody's, or the user's and that of the packages named. */
export type LinesScope = 'user' | 'all' | readonly string[];

/** What the rewriting inside the target needs to know. */
export interface LinesConfig {
  readonly scope: LinesScope;
  /** Directory for rewritten sources and their maps, named by content; shared between runs. */
  readonly cacheDir: string;
  /** File that gets one line for each source loaded; see journal.ts. */
  readonly journalFile: string;
  /** Folders of the loader that runs before: what it starts is not the program's. */
  readonly loaderFolders: readonly string[];
}

/** The environment variable that carries a LinesConfig into the target, as JSON. */
export const LINES_VARIABLE = 'MEMPROF_LINES';

/**
 * Takes the configuration out of the environment, so that neither the program nor its children see it.
 *
 * @returns undefined when there is none: then nothing is to be rewritten.
 */
export function takeConfig(environment: NodeJS.ProcessEnv): LinesConfig | undefined {
  const text = environment[LINES_VARIABLE];
  if (text === undefined) return undefined;
  delete environment[LINES_VARIABLE];
  return JSON.parse(text) as LinesConfig;
}
