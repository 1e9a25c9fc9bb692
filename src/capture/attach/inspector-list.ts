import { lookup } from 'node:dns/promises';
import { get } from 'node:http';
import { isIP } from 'node:net';
import { MemprofError } from '../../base/errors.ts';
import { hostAndPort } from './address.ts';

/** How long an inspector may take to answer, in milliseconds; it does so from a thread of its own. */
export const ANSWER_MS = 5000;

/** Its answers are short; more is another server's page. */
const LONGEST_ANSWER = 1 << 20;

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Listed {
  readonly type?: string;
  readonly webSocketDebuggerUrl?: string;
}

/**
 * Asks what listens at a port for the address of a Node inspector.
 *
 * @returns Its `ws://` URL.
 * @throws MemprofError `INSPECTOR_REFUSED`, saying what is there instead.
 */
export async function findInspector(host: string, port: number): Promise<string> {
  const where = hostAndPort(host, port);
  const address = await resolveHost(host, where);
  const browser = browserOf(await ask(address, port, '/json/version', where));
  if (browser === null) {
    throw refused(
      `${where} answers, but not as an inspector that tells its address. If it is one (Node was started with --inspect-publish-uid=stderr), give the ws:// address that the program printed.`,
    );
  }
  if (!/^node\.js\//i.test(browser)) {
    throw refused(
      `${where} is the debugger of ${browser.replace('/', ' ')}, not of Node. memprof measures programs that run on Node.js.`,
    );
  }
  const listed = parse((await ask(address, port, '/json/list', where)).text);
  const found = Array.isArray(listed) ? (listed as Listed[]).find(({ type }) => type === 'node') : undefined;
  const path = /^wss?:\/\/[^/]*(\/.*)$/.exec(found?.webSocketDebuggerUrl ?? '')?.[1];
  if (path === undefined)
    throw refused(`${where} is an inspector, but names no program. Give its ws:// address.`);
  // What it names is its own view of the network; we have come in by this host and port.
  return `ws://${hostAndPort(address, port)}${path}`;
}

/** Whether a Node inspector answers at a port of this machine. */
export async function isInspector(host: string, port: number): Promise<boolean> {
  try {
    return /^node\.js\//i.test(browserOf(await ask(host, port, '/json/version', '')) ?? '');
  } catch {
    return false;
  }
}

/** Node answers only to requests for an address or for localhost, so that no web page can reach it by a name. */
async function resolveHost(host: string, where: string): Promise<string> {
  if (isIP(host) !== 0 || host === 'localhost') return host;
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw refused(`${where}: there is no host of that name.`, error);
  }
}

function browserOf({ status, text }: Answer): string | null {
  const version = status === 200 ? (parse(text) as { Browser?: unknown } | null) : null;
  return typeof version?.Browser === 'string' ? version.Browser : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function ask(host: string, port: number, path: string, where: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const fail = (error: NodeJS.ErrnoException): void => reject(refused(reasonOf(error, where), error));
    const request = get({ host, port, path, signal, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
        if (text.length > LONGEST_ANSWER) request.destroy();
      });
      response.on('error', fail);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', fail);
  });
}

function reasonOf(error: NodeJS.ErrnoException, where: string): string {
  if (error.code === 'ECONNREFUSED') {
    return `Nothing listens at ${where}. Start the program with --inspect, or give its process id.`;
  }
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `${where} did not answer within ${ANSWER_MS / 1000} s.`;
  }
  return `${where} does not answer as an inspector does (${error.message}).`;
}

function refused(message: string, cause?: unknown): MemprofError {
  return new MemprofError('INSPECTOR_REFUSED', message, { cause });
}
