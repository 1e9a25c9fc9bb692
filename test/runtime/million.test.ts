import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test(
  'a million inserts into each bounded structure leave less than 1 MB behind',
  { timeout: 120_000 },
  () => {
    const program = fileURLToPath(new URL('../../bench/runtime-inserts.mjs', import.meta.url));
    const output = execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: 110_000 });
    const { growth, lengths } = JSON.parse(output) as Record<'growth' | 'lengths', Record<string, number>>;

    expect(Object.keys(growth)).toHaveLength(14);
    for (const [name, bytes] of Object.entries(growth)) expect(bytes, name).toBeLessThan(1_000_000);
    for (const [name, length] of Object.entries(lengths)) {
      expect(length, name).toBeGreaterThan(100);
      expect(length, name).toBeLessThanOrEqual(500);
    }
  },
);
