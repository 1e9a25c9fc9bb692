import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemprofError } from '../../base/errors.ts';
import type { Work } from './check-subject.ts';
import type { LoadRequest, Readiness } from './server-driver.ts';

/** Options that say what an iteration is. */
export interface WorkOptions {
  readonly label?: string;
  readonly request: readonly string[];
  readonly load?: string;
  readonly ready?: string;
}

/** What an iteration is: of a module, unless a label or requests were given. @throws MemprofError `BAD_USAGE` */
export function workOf(options: WorkOptions, cwd: string): Work {
  const { label, request, load, ready } = options;
  const isServer = request.length > 0 || load !== undefined;
  if (label !== undefined && isServer) {
    throw new MemprofError(
      'BAD_USAGE',
      'Give --label or requests, not both: either judges a program its own way.',
    );
  }
  if (label !== undefined) return { kind: 'label', label };
  if (!isServer) {
    if (ready === undefined) return { kind: 'module' };
    throw new MemprofError('BAD_USAGE', '--ready is for servers: give --request URL or --load FILE too.');
  }
  const requests = [
    ...request.map(requestOf),
    ...(load === undefined ? [] : readLoad(path.resolve(cwd, load))),
  ];
  return { kind: 'requests', requests, readiness: readinessOf(ready, requests) };
}

/** Without --ready the first URL is asked until it answers. */
function readinessOf(ready: string | undefined, requests: readonly LoadRequest[]): Readiness {
  if (ready === undefined) return { kind: 'url', url: requests[0].url };
  return /^https?:\/\//.test(ready) ? { kind: 'url', url: ready } : { kind: 'text', text: ready };
}

/** `http://…` or `POST http://…`. */
function requestOf(text: string): LoadRequest {
  const match = /^(?:([A-Z]+)\s+)?(https?:\/\/\S+)$/.exec(text.trim());
  const url = match?.[2];
  if (url === undefined || !URL.canParse(url)) {
    const example = 'Give a URL such as http://127.0.0.1:3000/ or "POST http://127.0.0.1:3000/items".';
    throw new MemprofError('BAD_USAGE', `${JSON.stringify(text)} is no request. ${example}`);
  }
  return { method: match?.[1] ?? 'GET', url, headers: {}, body: null };
}

/** A JSON array of requests: URLs, or objects with `url` and maybe `method`, `headers`, `body`. */
function readLoad(file: string): LoadRequest[] {
  let entries: unknown;
  try {
    entries = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const text = `${file} could not be read as JSON: ${(error as Error).message}`;
    throw new MemprofError('BAD_FILE', text, { cause: error });
  }
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new MemprofError('BAD_FILE', `${file} has to hold a JSON array of requests.`);
  }
  return entries.map((entry: unknown, i) => loadEntry(entry, `${file}, request ${i + 1}`));
}

function loadEntry(entry: unknown, where: string): LoadRequest {
  if (typeof entry === 'string') return requestOf(entry);
  const { url, method = 'GET', headers = {}, body } = (entry ?? {}) as Record<string, unknown>;
  if (
    typeof url !== 'string' ||
    typeof method !== 'string' ||
    typeof headers !== 'object' ||
    headers === null
  ) {
    throw new MemprofError('BAD_FILE', `${where}: give { "url": …, "method"?, "headers"?, "body"? }.`);
  }
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const type = text !== null && typeof body !== 'string' ? { 'content-type': 'application/json' } : {};
  const request = requestOf(`${method} ${url}`);
  return { ...request, headers: { ...type, ...(headers as Record<string, string>) }, body: text };
}
