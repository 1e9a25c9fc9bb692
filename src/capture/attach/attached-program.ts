import { MemprofError } from '../../base/errors.ts';
import { InspectorClient } from '../inspector-client.ts';
import { Target } from '../target.ts';
import { type Address, isLoopback, parseAddress } from './address.ts';
import { enterGuest } from './guest.ts';
import { findInspector } from './inspector-list.ts';
import { portsOf } from './listening-ports.ts';
import { checkNodeProcess } from './node-process.ts';
import { openInspector, waitUntilClosed } from './open-inspector.ts';
import { type ProgramFacts, askForFacts } from './program-facts.ts';
import { WebSocketTransport } from './web-socket-transport.ts';

/** How long a program may take to answer, in milliseconds; it does while its JavaScript is busy. */
const PATIENCE_MS = 10_000;
const FAREWELL_MS = 2000;

/** Where an inspector was found, and what we know of the process behind it. */
interface Found {
  readonly url: string;
  /** Null when it is not, or not known to be, a process of this machine. */
  readonly pid: number | null;
  /** The id the process must say it has. */
  readonly innerPid: number | null;
  readonly port: number;
  readonly wasOpen: boolean;
  readonly where: string;
}

/** A running program whose inspector we are connected to. It must be left, or its inspector stays open. */
export class AttachedProgram {
  readonly client: InspectorClient;
  readonly target: Target;
  readonly facts: ProgramFacts;
  /** Its process id here; null when it is on another machine. */
  readonly pid: number | null;
  readonly #found: Found;
  readonly #transport: WebSocketTransport;

  private constructor(
    found: Found,
    facts: ProgramFacts,
    client: InspectorClient,
    transport: WebSocketTransport,
  ) {
    this.client = client;
    this.target = new Target(client);
    this.facts = facts;
    this.pid = found.pid;
    this.#found = found;
    this.#transport = transport;
  }

  /**
   * Connects to a running program.
   *
   * @param address - A process id, `ws://…`, or `host:port`.
   * @param mayOpen - Whether the inspector of a process may be opened when it is closed.
   * @throws MemprofError with one line on why it is not possible; then nothing is left behind.
   */
  static async open(address: string, mayOpen: boolean): Promise<AttachedProgram> {
    const found = await find(parseAddress(address), mayOpen);
    const transport = await WebSocketTransport.connect(found.url);
    const client = new InspectorClient(transport);
    try {
      const facts = await within(PATIENCE_MS, askForFacts(client, found.where), () => busy(found));
      if (found.innerPid !== null && found.innerPid !== facts.pid) {
        throw new MemprofError(
          'INSPECTOR_REFUSED',
          `${found.where} answers as process ${facts.pid}. Give the address of its inspector instead.`,
        );
      }
      const pid = found.pid ?? localPid(found, facts.pid);
      const program = new AttachedProgram({ ...found, pid }, facts, client, transport);
      await within(PATIENCE_MS, program.#enter(), () => busy(found));
      return program;
    } catch (error) {
      // The main thread reads this when it comes to it, even if we are gone by then.
      if (!found.wasOpen) client.send('Runtime.evaluate', closing()).catch(() => undefined);
      await transport.close();
      throw error;
    }
  }

  /** `process 4711`, or the address that was given. */
  get where(): string {
    return this.#found.where;
  }

  /**
   * Takes back what was done to the program.
   *
   * @param closes - Whether to close its inspector: by default if it was closed before.
   * @returns A sentence when the inspector could not be closed; else null.
   */
  async leave(closes: boolean = !this.#found.wasOpen): Promise<string | null> {
    const { pid, port } = this.#found;
    const farewell = this.target.call('leave', closes).catch(() => undefined);
    await Promise.race([farewell, delay(FAREWELL_MS)]);
    await this.#transport.close();
    if (!closes || pid === null || (await waitUntilClosed(pid, port))) return null;
    return `The inspector of process ${pid} is still open at port ${port}: the program is busy, and closes it when its event loop turns.`;
  }

  /** Puts in what is called in the program, and begins to hear of its scripts. */
  async #enter(): Promise<void> {
    await enterGuest(this.target, this.where);
    // Without a limit V8 keeps the source of every script that was collected: code made in a loop would seem to leak.
    await this.client.send('Debugger.enable', { maxScriptsCacheSize: 0 });
    await this.client.send('HeapProfiler.enable');
  }
}

async function find(address: Address, mayOpen: boolean): Promise<Found> {
  if (address.kind === 'process') {
    const { pid } = address;
    const process = checkNodeProcess(pid);
    const inspector = await openInspector(process, mayOpen);
    return { ...inspector, pid, innerPid: process.innerPid, where: `process ${pid}` };
  }
  const unknown = { pid: null, innerPid: null, wasOpen: true };
  if (address.kind === 'url') {
    const { url } = address;
    return { ...unknown, url, port: Number(new URL(url).port), where: url };
  }
  const { host, port } = address;
  return { ...unknown, url: await findInspector(host, port), port, where: `${host}:${port}` };
}

/** Of a process of this machine the system tells more: but only if it is that very process. */
function localPid({ url, port }: Found, pid: number): number | null {
  const isHere = isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''));
  return isHere && portsOf(pid)?.some((listening) => listening.port === port) ? pid : null;
}

function closing(): object {
  const inspector = `(process.getBuiltinModule ?? require)('node:inspector')`;
  return {
    expression: `{ const inspector = ${inspector}; setImmediate(() => { try { inspector.close(); } catch {} }); }`,
    includeCommandLineAPI: true,
    silent: true,
  };
}

function busy({ where, wasOpen }: Found): MemprofError {
  const rest = wasOpen ? '' : ' It closes its inspector again as soon as it is free.';
  return new MemprofError(
    'TARGET_FAILED',
    `${where} did not answer within ${PATIENCE_MS / 1000} s: its main thread is busy outside JavaScript, or stopped.${rest}`,
  );
}

async function within<T>(milliseconds: number, work: Promise<T>, error: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(error()), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whichever lost must not end memprof.
    work.catch(() => undefined);
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}
