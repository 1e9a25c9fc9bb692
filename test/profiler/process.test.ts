import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { existsSync } from 'node:fs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a module in a process of its own, with the built package; gives what it printed. */
function run(source: string, env: Record<string, string> = {}, flags: string[] = []) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, '--input-type=module', '-e', source],
    {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  expect([status, stderr.includes('Error')], stderr).toEqual([0, false]);
  return { stdout: stdout.trim(), stderr };
}

const print = 'const print = (value) => process.stdout.write(JSON.stringify(value));';

beforeAll(() => {
  if (!existsSync(`${root}/dist/profiler/index.js`))
    execFileSync(process.execPath, [`${root}/scripts/build.mjs`]);
});

describe('in a process of its own', () => {
  test.each(['1', 'true', 'YES'])(
    'PRAISONAI_PROFILE=%s records from the start, and disable() works',
    (value) => {
      const source = `import { profiler } from 'memprof/profiler'; ${print}
      const before = profiler.isEnabled; profiler.disable(); profiler.recordFlow('x');
      print([before, profiler.isEnabled, profiler.records('flow').length]);`;

      expect(run(source, { PRAISONAI_PROFILE: value }).stdout).toBe('[true,false,0]');
    },
  );

  test('without the variable nothing is recorded', () => {
    const source = `import { profiler } from 'memprof/profiler'; ${print} print(profiler.isEnabled);`;

    expect(run(source).stdout).toBe('false');
    expect(run(source, { PRAISONAI_PROFILE: '0' }).stdout).toBe('false');
  });

  test('a wrong value warns once on stderr, with the value used, and only when profiling is enabled', () => {
    const source = (calls: string) =>
      `import { profiler, Profiler } from 'memprof/profiler'; ${print} ${calls} print(profiler.buffers()[0].capacity);`;
    const enabled = run(source('profiler.enable().disable().enable(); new Profiler().enable();'), {
      PRAISONAI_PROFILE_MAX: '1e3',
    });

    expect(enabled.stdout).toBe('10000');
    expect(
      enabled.stderr.match(/PRAISONAI_PROFILE_MAX="1e3" is not a whole number; using 10000\./g),
    ).toHaveLength(1);
    expect(run(source(''), { PRAISONAI_PROFILE_MAX: '1e3' }).stderr).toBe('');
  });

  test('every live profiler is found through the global registry, and dead ones are not kept', () => {
    const source = `import { Profiler } from 'memprof/profiler'; import { collectGarbage } from 'memprof/runtime'; ${print}
      const mine = new Profiler({ name: 'mine', maxRecords: 4 }).enable();
      for (let i = 0; i < 9; i++) mine.recordTiming('t', 1);
      (() => new Profiler({ name: 'forgotten' }))();
      for (let i = 0; i < 3; i++) await collectGarbage();
      const found = globalThis[Symbol.for('memprof.profiler')].buffers();
      print([found.map((each) => each.profiler).filter((name, i, all) => all.indexOf(name) === i),
        found.find((each) => each.profiler === 'mine'), mine.name]);`;
    const [names, report] = JSON.parse(run(source).stdout) as [string[], object];

    expect(names).toEqual(['default', 'mine']);
    expect(report).toEqual({
      profiler: 'mine',
      name: 'timings',
      capacity: 4,
      length: 4,
      dropped: 5,
      bytes: expect.any(Number),
      capacityFrom: 'option',
    });
  });

  test('imports are timed: CommonJS with what it requires, ES modules with who asked', () => {
    const source = `import { profiler } from 'memprof/profiler'; import { createRequire } from 'node:module'; ${print}
      profiler.enable().timeImports();
      createRequire(import.meta.url)('generic-pool');
      await import('./dist/runtime/bounded-cache.js');
      await new Promise((resolve) => setImmediate(resolve));
      profiler.disable();
      createRequire(import.meta.url)('lru-cache');
      print(profiler.records('imports'));`;
    const records = JSON.parse(run(source).stdout) as {
      module: string;
      durationMs: number;
      parent: string;
    }[];
    const find = (end: string) => records.find(({ module }) => module.endsWith(end));

    expect(find('generic-pool/index.js')!.durationMs).toBeGreaterThan(
      find('generic-pool/lib/Pool.js')!.durationMs,
    );
    expect(find('generic-pool/lib/Pool.js')!.parent).toMatch(/generic-pool.index\.js$/);
    expect(find('dist/runtime/bounds.js')!.parent).toMatch(/dist\/runtime\/bounded-cache\.js$/);
    expect(records.some(({ module }) => module.includes('lru-cache'))).toBe(false);
    expect(records.every(({ durationMs }) => durationMs > 0)).toBe(true);
  });

  test.each(['memprof/runtime', 'memprof/profiler'])(
    '%s draws in no package, and the process ends',
    (entry) => {
      const source = `import '${entry}'; import { createRequire } from 'node:module'; ${print}
      print(Object.keys(createRequire(import.meta.url).cache));`;

      expect(run(source).stdout).toBe('[]');
    },
  );
});
