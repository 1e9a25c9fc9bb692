import { AGENT_FOLDER } from './launch.ts';
import { pathToFileURL } from 'node:url';

/** The same folder as ES modules name it; a quote would end the name of a script. */
const AGENT_URL = pathToFileURL(AGENT_FOLDER).href.replaceAll("'", '%27');

const CALL = 'call.js';

/** Whether a script is one of the calls into the program: V8 makes one of each, some of them many times a second. */
export function isOwnCall(url: string): boolean {
  return url === AGENT_URL + CALL;
}

/** Whether a script of the program is memprof's own, by its URL. */
export function isOwnScript(url: string): boolean {
  return url.includes(AGENT_FOLDER) || url.startsWith(AGENT_URL);
}

/**
 * Code to evaluate in the program, under a name: what it allocates is the agent's and not the program's.
 *
 * @param file - Its name, as if it lay in the agent's folder.
 */
export function asOwnScript(code: string, file = CALL): string {
  return `${code}\n//# sourceURL=${AGENT_URL}${file}\n`;
}
