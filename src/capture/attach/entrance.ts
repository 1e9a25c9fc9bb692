import { MemprofError } from '../../base/errors.ts';
import { InspectorClient } from '../inspector-client.ts';
import { agentExpression } from './agent-expression.ts';
import { inTime } from '../patience.ts';
import { type Address, isLoopback } from './address.ts';
import { findInspector } from './inspector-list.ts';
import { portsOf } from './listening-ports.ts';
import { checkNodeProcess } from './node-process.ts';
import { openInspector, waitForMove, waitUntilClosed } from './open-inspector.ts';
import { type ProgramFacts, askForFacts } from './program-facts.ts';
import { WebSocketTransport } from './web-socket-transport.ts';

/** How long a program may take to answer, in milliseconds; it does while its JavaScript is busy. */
export const PATIENCE_MS = 10_000;

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

/** The inspector of a running program, and our connection to it. One that we have opened must be closed. */
export class Entrance {
  readonly client: InspectorClient;
  readonly facts: ProgramFacts;
  readonly #found: Found;
  readonly #transport: WebSocketTransport;

  private constructor(
    found: Found,
    facts: ProgramFacts,
    client: InspectorClient,
    transport: WebSocketTransport,
  ) {
    this.client = client;
    this.facts = facts;
    this.#found = found;
    this.#transport = transport;
  }

  /**
   * Connects to a running program.
   *
   * @param mayOpen - Whether the inspector of a process may be opened when it is closed.
   * @throws MemprofError with one line on why it is not possible; then nothing is left behind.
   */
  static async open(address: Address, mayOpen: boolean): Promise<Entrance> {
    return Entrance.#connect(await find(address, mayOpen));
  }

  static async #connect(found: Found): Promise<Entrance> {
    const transport = await WebSocketTransport.connect(found.url);
    const client = new InspectorClient(transport);
    try {
      const facts = await inTime(PATIENCE_MS, askForFacts(client, found.where), () => busy(found));
      if (found.innerPid !== null && found.innerPid !== facts.pid) {
        throw new MemprofError(
          'INSPECTOR_REFUSED',
          `${found.where} answers as process ${facts.pid}. Give the address of its inspector instead.`,
        );
      }
      const pid = found.pid ?? localPid(found, facts.pid);
      return new Entrance({ ...found, pid }, facts, client, transport);
    } catch (error) {
      await leave(found, client, transport);
      throw error;
    }
  }

  /** `process 4711`, or the address that was given. */
  get where(): string {
    return this.#found.where;
  }

  /** Its process id here; null when it is on another machine. */
  get pid(): number | null {
    return this.#found.pid;
  }

  /** False when the inspector is open because we asked for it. */
  get wasOpen(): boolean {
    return this.#found.wasOpen;
  }

  /** What to say of a program that does not answer. */
  get busy(): () => MemprofError {
    return () => busy(this.#found);
  }

  /**
   * Has an inspector that we have opened listen at a port nobody else wants: processes of one family have the same
   * port to open theirs at.
   *
   * @returns The new connection; this one is over.
   * @throws MemprofError `TARGET_FAILED` when the program's event loop does not turn.
   */
  async move(): Promise<Entrance> {
    const { pid, wasOpen } = this.#found;
    if (pid === null || wasOpen) return this;
    const before = portsOf(pid) ?? [];
    await this.client.send('Runtime.evaluate', evaluation(MOVING));
    await this.disconnect();
    const moved = await waitForMove(pid, before, PATIENCE_MS);
    if (moved === null) throw busy(this.#found);
    return Entrance.#connect({ ...this.#found, ...moved });
  }

  disconnect(): Promise<void> {
    return this.#transport.close();
  }

  /** Disconnects; the program closes an inspector that we have opened when its event loop turns. */
  close(): Promise<void> {
    return leave(this.#found, this.client, this.#transport);
  }

  /** Waits for the program to close its inspector. @returns null, or a sentence when it has not. */
  async stillOpen(): Promise<string | null> {
    const { pid, port } = this.#found;
    if (pid === null || (await waitUntilClosed(pid, port))) return null;
    return `The inspector of process ${pid} is still open at port ${port}: the program is busy, and closes it when its event loop turns.`;
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

async function leave(found: Found, client: InspectorClient, transport: WebSocketTransport): Promise<void> {
  // The main thread reads this when it comes to it, even if we are gone by then.
  if (!found.wasOpen) client.send('Runtime.evaluate', evaluation(CLOSING)).catch(() => undefined);
  await transport.close();
}

const CLOSING = 'closeWhenAlone()';
const MOVING = `moveWhenAlone(Date.now() + ${PATIENCE_MS})`;

function evaluation(call: string): object {
  return {
    expression: `${agentExpression('close-inspector.cjs')}.${call}`,
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
