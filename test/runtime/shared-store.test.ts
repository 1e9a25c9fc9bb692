import { describe, expect, test } from 'vitest';
import { sharedLeases, sharedStore } from '../../src/runtime/index.ts';

class Store {
  closed = 0;
  close(): void {
    this.closed++;
  }
}

describe('sharedStore', () => {
  test('a thousand callers at once share one instance, closed with the last lease', async () => {
    let made = 0;
    const open = () => sharedStore({ db: 'a', size: 1 }, () => (made++, new Store()));
    const leases = await Promise.all(Array.from({ length: 1000 }, open));

    expect(made).toBe(1);
    expect(new Set(leases.map(({ store }) => store)).size).toBe(1);

    const [first, ...others] = leases;
    await Promise.all(others.map((lease) => lease.close()));
    await others[0].close();
    expect(first.store.closed).toBe(0);
    await first.close();
    expect(first.store.closed).toBe(1);
    expect(sharedLeases().size).toBe(0);
  });

  test('equal means equal JSON, whatever the order of keys', async () => {
    const make = () => new Store();
    await using a = await sharedStore({ x: 1, y: { p: [1], q: 2 } }, make);
    await using b = await sharedStore({ y: { q: 2, p: [1] }, x: 1 }, make);
    await using c = await sharedStore({ x: 1, y: { p: [2], q: 2 } }, make);

    expect(a.store).toBe(b.store);
    expect(a.store).not.toBe(c.store);
  });

  test('a failure reaches all who waited, and the next caller tries again', async () => {
    let attempts = 0;
    const flaky = async () => {
      if (++attempts === 1) throw new Error('no connection');
      return new Store();
    };
    const both = await Promise.allSettled([sharedStore('flaky', flaky), sharedStore('flaky', flaky)]);

    expect(both.map((each) => each.status)).toEqual(['rejected', 'rejected']);
    expect(attempts).toBe(1);
    await using lease = await sharedStore('flaky', flaky);
    expect(lease.store).toBeInstanceOf(Store);
  });

  test('who comes while the last lease closes gets a new instance, after closing is done', async () => {
    let finish!: () => void;
    const slow = { close: () => new Promise<void>((resolve) => (finish = resolve)) };
    const lease = await sharedStore('slow', () => slow);
    const closing = lease.close();
    let isThere = false;
    const next = sharedStore('slow', () => new Store()).then((late) => ((isThere = true), late));
    await Promise.resolve();

    expect(isThere).toBe(false);
    finish();
    await closing;
    await using late = await next;
    expect(late.store).toBeInstanceOf(Store);
  });

  test('a close that fails is told to the one who closed, and forgotten', async () => {
    const lease = await sharedStore('bad', () => ({
      close: () => {
        throw new Error('stuck');
      },
    }));

    await expect(lease.close()).rejects.toMatchObject({ errors: [{ message: 'stuck' }] });
    expect(sharedLeases().size).toBe(0);
  });

  test('what JSON cannot hold cannot be compared', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;

    for (const config of [{ f: () => 1 }, { m: new Map() }, { b: 1n }, cycle, undefined]) {
      await expect(sharedStore(config, () => new Store())).rejects.toBeInstanceOf(TypeError);
    }
  });
});
