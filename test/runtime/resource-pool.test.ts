import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ResourcePool } from '../../src/runtime/index.ts';

class Connection {
  isSound = true;
  isOpen = true;
  close(): void {
    this.isOpen = false;
  }
}

describe('ResourcePool', () => {
  test('makes before anybody waits, never more than max, and lends each to one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(3), { maxLength: 25 }),
        async (max, tasks) => {
          let made = 0;
          const pool = new ResourcePool({ create: () => (made++, new Connection()), max });
          const inUse = new Set<Connection>();
          await Promise.all(
            tasks.map((turns) =>
              pool.use(async (connection) => {
                expect(inUse.has(connection)).toBe(false);
                inUse.add(connection);
                expect(inUse.size).toBeLessThanOrEqual(max);
                expect(pool.usage.borrowed).toBeLessThanOrEqual(max);
                for (let i = 0; i < turns; i++) await Promise.resolve();
                inUse.delete(connection);
              }),
            ),
          );
          expect(made).toBeLessThanOrEqual(max);
          expect(pool.loans()).toEqual([]);
          await pool.close();
          expect(pool.usage.size).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a second is made while the first is out, though it could wait', async () => {
    await using pool = new ResourcePool({ create: () => new Connection(), max: 2 });
    const [a, b] = await Promise.all([pool.acquire(), pool.acquire()]);

    expect(a).not.toBe(b);
    await pool.release(a);
    await pool.release(b);
  });

  test('a resource that does not validate is destroyed and replaced', async () => {
    await using pool = new ResourcePool({
      create: () => new Connection(),
      validate: (connection) => connection.isSound,
      max: 1,
    });
    const broken = await pool.use((connection) => connection);
    broken.isSound = false;

    await pool.use((connection) => expect(connection).not.toBe(broken));
    expect(broken.isOpen).toBe(false);
  });

  test('what failed in use is discarded when it cannot be validated, and given back when it can', async () => {
    const fail = () => {
      throw new Error('task failed');
    };
    for (const validate of [undefined, () => true]) {
      let first: Connection | undefined;
      await using pool = new ResourcePool({
        create: () => new Connection(),
        max: 1,
        ...(validate && { validate }),
      });
      await expect(pool.use((connection) => ((first = connection), fail()))).rejects.toThrow('task failed');
      expect(await pool.use((connection) => connection === first)).toBe(validate !== undefined);
    }
  });

  test('an error of create reaches the borrower at once, and the next borrower tries again', async () => {
    let attempts = 0;
    await using pool = new ResourcePool({
      create: async () => {
        if (++attempts === 1) throw new Error('refused');
        return new Connection();
      },
      max: 1,
    });

    await expect(pool.acquire()).rejects.toThrow('refused');
    await pool.use((connection) => expect(connection.isOpen).toBe(true));
    expect(attempts).toBe(2);
  });

  test('who cannot borrow is told who holds the loans', async () => {
    const pool = new ResourcePool({ create: () => new Connection(), max: 1, acquireTimeoutMs: 5 });
    const held = await borrowForReport(pool);

    await expect(pool.acquire()).rejects.toThrow(/1 of 1 made[^]*borrowForReport/);
    expect(pool.loans()[0].site).toContain('borrowForReport');
    expect(pool.loans(60_000)).toEqual([]);
    await pool.release(held);
    await expect(pool.release(held)).rejects.toThrow('not on loan');
    await pool.close();
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'BAD_USAGE' });
  });

  test('close waits for loans, then ends leaked ones and names the stack that borrowed them', async () => {
    const pool = new ResourcePool({ create: () => new Connection(), max: 2 });
    const leaked = await borrowForReport(pool);

    await expect(pool.close(5)).rejects.toThrow(/1 loans[^]*borrowForReport/);
    expect(leaked.isOpen).toBe(false);
  });

  test('an error of destroy is not swallowed', async () => {
    const errors: unknown[] = [];
    const pool = new ResourcePool({
      create: () => new Connection(),
      destroy: () => Promise.reject(new Error('stuck')),
      onError: (error) => errors.push(error),
      max: 1,
    });
    await pool.use(() => {});
    await pool.close().catch((error: unknown) => errors.push(error));

    expect(errors.map(String)).toContain('Error: stuck');
  });
});

function borrowForReport(pool: ResourcePool<Connection>): Promise<Connection> {
  return pool.acquire();
}
