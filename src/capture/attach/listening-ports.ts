import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A TCP socket that waits for connections. */
export interface ListeningPort {
  /** The address to reach it by from this machine. */
  readonly host: string;
  readonly port: number;
  /** By which `/proc/<pid>/fd` names it. */
  readonly inode: string;
}

const LISTENING = '0A';

/** All listening ports in the network namespace of a process (Linux); whoever they belong to. */
export function portsAround(pid: number): ListeningPort[] {
  return ['tcp', 'tcp6'].flatMap((name) => {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/net/${name}`, 'utf8');
    } catch {
      // No IPv6, or the process is gone.
      return [];
    }
    return text.split('\n').flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      const [address, port] = (local ?? '').split(':');
      if (state !== LISTENING || !address || !port || !inode) return [];
      return [{ host: hostOf(address), port: Number.parseInt(port, 16), inode }];
    });
  });
}

/** The ports a process itself listens at; null when we may not know. */
export function portsOf(pid: number): ListeningPort[] | null {
  const sockets = socketsOf(pid);
  return sockets && portsAround(pid).filter(({ inode }) => sockets.has(inode));
}

/** The process that has a socket, among those we may look at. */
export function ownerOf(inode: string): number | null {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).find((pid) => socketsOf(pid)?.has(inode)) ?? null;
}

function socketsOf(pid: number): Set<string> | null {
  const inodes = new Set<string>();
  try {
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  } catch {
    return null;
  }
  return inodes;
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed meanwhile.
    return '';
  }
}

/** The kernel prints addresses as 32-bit words of the machine's byte order. */
function hostOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].toReversed());
  if (bytes.length === 4) return bytes.every((byte) => byte === 0) ? '127.0.0.1' : bytes.join('.');
  if (bytes.every((byte) => byte === 0)) return '::1';
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return groups.join(':').replace(/^0:0:0:0:0:0:0:1$/, '::1');
}
