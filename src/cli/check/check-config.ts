import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MemprofError } from '../../base/errors.ts';

/** Defaults of `memprof check`: what `memprof.config.ts` exports as default, or `memprof.config.json` holds. */
export interface CheckConfig {
  /** Path of the baseline, relative to the working directory. */
  readonly baseline?: string;
  /** As `--budget`. */
  readonly budgets?: readonly string[];
  /** As `--max-time`, for example `30s`. */
  readonly maxTime?: string;
}

const NAMES = ['memprof.config.ts', 'memprof.config.json'];
const KEYS = new Set(['baseline', 'budgets', 'maxTime']);

/** Reads the given config file, or the one in the working directory, or none. @throws MemprofError */
export async function readConfig(given: string | undefined, cwd: string): Promise<CheckConfig> {
  const file = given === undefined ? findConfig(cwd) : path.resolve(cwd, given);
  if (file === null) return {};
  if (!existsSync(file)) throw new MemprofError('NOT_FOUND', `The config file ${file} is not there.`);
  try {
    return checked(file.endsWith('.json') ? JSON.parse(readFileSync(file, 'utf8')) : await load(file));
  } catch (error) {
    throw new MemprofError('BAD_FILE', `${file} could not be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function findConfig(cwd: string): string | null {
  const name = NAMES.find((candidate) => existsSync(path.join(cwd, candidate)));
  return name === undefined ? null : path.join(cwd, name);
}

async function load(file: string): Promise<unknown> {
  const { tsImport } = await import('tsx/esm/api');
  const module = (await tsImport(pathToFileURL(file).href, import.meta.url)) as { default?: unknown };
  // A file that tsx takes for CommonJS has its default export one level down.
  const value = module.default as { default?: unknown } | undefined;
  return value?.default ?? value;
}

function checked(value: unknown): CheckConfig {
  if (typeof value !== 'object' || value === null) throw new Error('it has to be an object');
  const unknownKey = Object.keys(value).find((key) => !KEYS.has(key));
  if (unknownKey !== undefined)
    throw new Error(`it has ${JSON.stringify(unknownKey)}, which means nothing here`);
  const { baseline, budgets, maxTime } = value as Record<string, unknown>;
  const areTexts = [baseline, maxTime].every((text) => text === undefined || typeof text === 'string');
  const isList =
    budgets === undefined || (Array.isArray(budgets) && budgets.every((text) => typeof text === 'string'));
  if (!areTexts || !isList) throw new Error('baseline and maxTime have to be texts, budgets a list of texts');
  return value as CheckConfig;
}
