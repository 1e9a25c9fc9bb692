import { once } from 'node:events';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import timers from 'node:timers';
import { afterEach, expect, test, vi } from 'vitest';
import { ROOT } from '../helpers/run-memprof.ts';

const { closeWhenAlone } = createRequire(import.meta.url)(`${ROOT}/dist/agent/close-inspector.cjs`) as {
  closeWhenAlone: () => void;
};

afterEach(() => vi.restoreAllMocks());

/** Timers that run when the test says so. */
function holdTimers(): { next(): void } {
  const waiting: (() => void)[] = [];
  const hold = (callback: () => void): { unref(): void } => {
    waiting.push(callback);
    return { unref: () => undefined };
  };
  vi.spyOn(timers, 'setTimeout').mockImplementation(hold as never);
  vi.spyOn(timers, 'setImmediate').mockImplementation(((
    callback: (...args: unknown[]) => void,
    ...args: unknown[]
  ) => waiting.push(() => callback(...args))) as never);
  return { next: () => waiting.shift()!() };
}

test.skipIf(process.platform !== 'linux')(
  'an inspector is closed when nobody is connected any more, and not before',
  async () => {
    inspector.open(0, '127.0.0.1');
    const socket = connect(Number(new URL(inspector.url()!).port), '127.0.0.1');
    await once(socket, 'connect');
    const held = holdTimers();

    closeWhenAlone();
    for (let look = 0; look < 5; look++) held.next();
    expect(inspector.url()).toBeDefined();

    socket.end();
    await once(socket, 'close');
    // It looks once more, lets time pass, and two turns of the event loop.
    for (let step = 0; step < 4; step++) held.next();
    expect(inspector.url()).toBeUndefined();
  },
);
