import { isIPv6 } from 'node:net';
import { MemprofError } from '../../base/errors.ts';

/** What `memprof attach` may be given. */
export type Address =
  | { readonly kind: 'process'; readonly pid: number }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'port'; readonly host: string; readonly port: number };

const HOST_AND_PORT = /^(?:https?:\/\/)?(\[[^\]]+\]|[^:/[\]]*):(\d+)\/?$/;

/** Reads a process id, `ws://…`, `host:port` or `:port`. @throws MemprofError `BAD_USAGE`. */
export function parseAddress(text: string): Address {
  if (/^\d+$/.test(text)) return { kind: 'process', pid: Number(text) };
  if (/^wss?:\/\/./.test(text) && URL.canParse(text)) return { kind: 'url', url: text };
  const match = HOST_AND_PORT.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > 65_535) {
    throw new MemprofError(
      'BAD_USAGE',
      `${text} is no process id, no ws:// address and no host:port. Give for example 4711, 127.0.0.1:9229, or what the program printed after "Debugger listening on".`,
    );
  }
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return { kind: 'port', host: host === '' ? '127.0.0.1' : host, port };
}

/** `host:port`, with brackets around an IPv6 address. */
export function hostAndPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
