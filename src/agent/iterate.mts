// The program `memprof check` starts: imports the user's module as a test runner would and carries out orders.
import { createRequire } from 'node:module';
import { setImmediate, setTimeout } from 'node:timers';
import { pathToFileURL } from 'node:url';
import type { CheckOrder, CheckReport } from './protocol.ts';

type Settle = (collect: () => void) => Promise<number>;

interface Iterable {
  readonly setup?: () => unknown;
  readonly iteration: (i: number) => unknown;
  readonly teardown?: () => unknown;
}

const require = createRequire(import.meta.url);
const { askForOrder, collect } = require('./standstill.cjs') as {
  askForOrder: (report: string) => string;
  collect: () => void;
};
const settle = require('./settle.cjs') as Settle;
const now = performance.now.bind(performance);
const { exit, memoryUsage } = process;

/** Sockets and timers get a turn this often, as they would in a program that waits for its next task. */
const ITERATIONS_BETWEEN_TURNS = 64;
/** How often the size of the heap is looked at. */
const MS_BETWEEN_LOOKS = 20;

let step: Extract<CheckReport, { kind: 'failed' }>['step'] = 'import';
let iterations = 0;

const ask = (report: CheckReport): CheckOrder =>
  JSON.parse(askForOrder(JSON.stringify(report))) as CheckOrder;

try {
  const module = await load(process.argv.splice(2, 1)[0] ?? '');
  step = 'setup';
  await module.setup?.();
  await carryOut(module);
  step = 'teardown';
  await module.teardown?.();
  ask({ kind: 'ended' });
} catch (error) {
  ask({ kind: 'failed', step, iteration: iterations, error: textOf(error) });
}
exit();

/** What the module exports; CommonJS modules and `export default { iteration }` count too. */
async function load(file: string): Promise<Iterable> {
  const namespace = (await import(pathToFileURL(file).href)) as Partial<Iterable> & {
    readonly default?: Partial<Iterable> | Iterable['iteration'];
  };
  step = 'exports';
  const other = namespace.default;
  // Each is called on what exports it: `exports.iteration` and methods of an object may use `this`.
  const owners = typeof other === 'object' && other !== null ? [namespace, other] : [namespace];
  const exported = <Name extends keyof Iterable>(name: Name): Iterable[Name] | undefined => {
    const owner = owners.find((candidate) => typeof candidate[name] === 'function');
    return owner?.[name]?.bind(owner) as Iterable[Name] | undefined;
  };
  const [setup, iteration, teardown] = [exported('setup'), exported('iteration'), exported('teardown')];
  if (iteration === undefined) throw new Error('there is no export named iteration');
  return { ...(setup && { setup }), iteration, ...(teardown && { teardown }) };
}

async function carryOut({ iteration }: Iterable): Promise<void> {
  let order = ask({ kind: 'ready' });
  while (order.kind !== 'end') {
    const startedAt = now();
    if (order.kind === 'iterate') {
      step = 'iteration';
      await iterate(iteration, order, startedAt + order.maxMs);
    } else {
      if (order.afterMs > 0) await sleep(order.afterMs);
      await settle(collect);
    }
    order = ask({ kind: 'done', iterations, elapsedMs: now() - startedAt });
  }
}

async function iterate(
  iteration: Iterable['iteration'],
  { count, maxBytes }: Extract<CheckOrder, { kind: 'iterate' }>,
  deadline: number,
): Promise<void> {
  const end = iterations + count;
  const mostBytes = size() + maxBytes;
  let nextLook = 0;
  while (iterations < end) {
    const result = iteration(iterations);
    // A result that is no promise needs no turn of the microtask queue, and a fast iteration feels each.
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') await result;
    iterations++;
    if (iterations % ITERATIONS_BETWEEN_TURNS === 0)
      await new Promise((resolve) => void setImmediate(resolve));
    const time = now();
    if (time >= deadline) break;
    if (time < nextLook) continue;
    nextLook = time + MS_BETWEEN_LOOKS;
    if (size() > mostBytes && keepsMoreThan(mostBytes)) break;
  }
}

/** Growth that speeds up would else fill the memory before the next look from outside. */
function keepsMoreThan(bytes: number): boolean {
  collect();
  return size() > bytes;
}

function size(): number {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
