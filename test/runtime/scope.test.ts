import { describe, expect, test } from 'vitest';
import {
  closeAll,
  closeResource,
  collectGarbage,
  Scope,
  scope,
  watchUnclosed,
  type Unclosed,
} from '../../src/runtime/index.ts';

const failing = (message: string) => ({
  close: () => {
    throw new Error(message);
  },
});

describe('closeResource', () => {
  test('takes the first method there is, in the documented order', async () => {
    const all = { close() {}, closeConnections() {}, [Symbol.asyncDispose]() {}, [Symbol.dispose]() {} };
    const names: unknown[] = [];
    for (const method of Reflect.ownKeys(all)) {
      names.push((await closeResource({ ...all })).closedBy);
      delete (all as Record<string | symbol, unknown>)[method];
    }
    expect(names).toEqual(['close', 'closeConnections', '[Symbol.asyncDispose]', '[Symbol.dispose]']);
    expect(await closeResource({})).toEqual({ closedBy: undefined, errors: [] });
  });

  test('goes on to the next method after a failure, and keeps the error', async () => {
    const outcome = await closeResource({ ...failing('stuck'), closeConnections: async () => {} });

    expect(outcome).toMatchObject({ closedBy: 'closeConnections', errors: [{ message: 'stuck' }] });
  });

  test('closes once, however often and at the same time it is asked', async () => {
    let count = 0;
    const resource = { close: async () => void count++ };
    await Promise.all([closeResource(resource), closeResource(resource)]);
    await closeResource(resource);

    expect(count).toBe(1);
  });

  test('closeAll goes backwards and collects every error', async () => {
    const order: string[] = [];
    const good = (name: string) => ({ close: () => void order.push(name) });
    const closing = closeAll([good('a'), failing('1'), good('b'), failing('2')]);

    await expect(closing).rejects.toMatchObject({ errors: [{ message: '2' }, { message: '1' }] });
    expect(order).toEqual(['b', 'a']);
  });
});

describe('scope', () => {
  test('closes in reverse order at the end of the block, with deferred work in its place', async () => {
    const order: string[] = [];
    {
      await using task = scope('task');
      task.use({ close: () => void order.push('first') });
      task.defer(() => order.push('deferred'));
      task.use({ close: async () => void order.push('last') });
    }
    expect(order).toEqual(['last', 'deferred', 'first']);
  });

  test('gives what the body gives, and closes when the body fails', async () => {
    let isClosed = false;
    const resource = { close: () => void (isClosed = true) };

    expect(await scope('ok', () => 42)).toBe(42);
    const failed = scope('fails', (task) => {
      task.use(resource);
      throw new Error('body');
    });
    await expect(failed).rejects.toThrow('body');
    expect(isClosed).toBe(true);
  });

  test('keeps the error of the body and every error of closing', async () => {
    const failed = scope('fails', (task) => {
      task.use(failing('1'));
      task.use(failing('2'));
      throw new Error('body');
    });

    await expect(failed).rejects.toMatchObject({
      errors: [{ message: 'body' }, { message: '2' }, { message: '1' }],
    });
  });

  test('refuses resources after its end', async () => {
    const task = scope('over');
    await task.close();

    expect(() => task.use({})).toThrow("Scope 'over' is over");
    await using open = scope('open');
    await expect(open.survivors()).rejects.toThrow('not over yet');
  });

  test('says what outlived it and where that was made, and nothing else', async () => {
    class Session {
      close(): void {}
    }
    const registry: Session[] = [];
    const task = scope('request');
    (function openSessions() {
      for (let i = 0; i < 3; i++) task.use(new Session());
      registry.push(task.use(new Session()));
    })();
    await task.close();
    const survivors = await task.survivors();

    expect(survivors).toMatchObject([{ constructorName: 'Session' }]);
    expect(survivors[0].site).toContain('openSessions');

    registry.length = 0;
    expect(await task.survivors()).toEqual([]);
  });
});

describe('watchUnclosed', () => {
  async function reports(made: (onUnclosed: (unclosed: Unclosed) => void) => void, expected: number) {
    const seen: Unclosed[] = [];
    made((unclosed) => seen.push(unclosed));
    // Finalizers run in a turn of V8's choosing after the collection.
    for (let i = 0; i < 50 && (expected === 0 ? i < 3 : seen.length < expected); i++) await collectGarbage();
    return seen;
  }

  class Agent {
    readonly tools = [];
  }

  test('reports an object collected unclosed, with its name and where it was made', async () => {
    const seen = await reports(function forgetAgent(onUnclosed) {
      watchUnclosed(new Agent(), { onUnclosed });
    }, 1);

    expect(seen).toMatchObject([{ name: 'Agent' }]);
    expect(seen[0].site).toContain('forgetAgent');
  });

  test('is silent about an object that was closed', async () => {
    expect(await reports((onUnclosed) => watchUnclosed(new Agent(), { onUnclosed })(), 0)).toEqual([]);
  });

  test('a forgotten scope is reported too', async () => {
    const seen = await reports((onUnclosed) => void new Scope('job', { onUnclosed }).use({ close() {} }), 1);

    expect(seen).toMatchObject([{ name: "scope 'job'" }]);
  });
});
