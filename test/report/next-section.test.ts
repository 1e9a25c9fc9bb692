import { expect, test } from 'vitest';
import type { OwnerRow } from '../../src/analysis/results.ts';
import { analyzeStep, nextSection } from '../../src/report/terminal/next-section.ts';
import { makeStyle } from '../../src/report/terminal/style.ts';

const owner = (id: number | null, constructorName: string, sizeDiffBytes: number): OwnerRow => ({
  id,
  constructorName,
  sizeDiffBytes,
  parts: [],
  largestNew: null,
});

test('the first object that growth was booked on is what to look at', () => {
  const owners = [
    owner(null, '(GC roots)', 5000),
    owner(7, '(compiled code)', 4096),
    owner(9, 'Map', 2048),
    owner(11, 'Array', 1024),
  ];

  expect(analyzeStep('run@turn #2', owners)).toEqual({
    command: "memprof analyze 'run@turn #2' path 9",
    why: 'what keeps Map @9, which came to hold 2.00 KiB more',
  });
});

test('without growth in an object, the whole heap is', () => {
  const whole = { command: 'memprof analyze after.heapsnapshot', why: expect.any(String) as string };
  expect(analyzeStep('after.heapsnapshot', [])).toEqual(whole);
  expect(analyzeStep('after.heapsnapshot', [owner(null, '(GC roots)', 10)])).toEqual(whole);
  expect(analyzeStep('after.heapsnapshot', [owner(9, 'Map', -10)])).toEqual(whole);
});

test('growth that nobody was there to hold is a new object’s, if one holds most of it', () => {
  const largestNew = { id: 21, constructorName: 'Response', sizeBytes: 3 * 2 ** 20 };
  const roots = { ...owner(null, '(GC roots)', 4 * 2 ** 20), largestNew };

  expect(analyzeStep('run@end', [roots, owner(9, 'Map', 2048)])).toEqual({
    command: 'memprof analyze run@end path 21',
    why: 'what keeps Response @21, which came and holds 3.00 MiB',
  });
  const one = { ...roots, largestNew: { ...largestNew, sizeBytes: 2 ** 20 } };
  expect(analyzeStep('run@end', [one, owner(9, 'Map', 2 ** 20)]).command).toBe(
    'memprof analyze run@end path 9',
  );
});

test('an object that came to hold a trifle of the growth explains nothing; the class that is suspected does', () => {
  const owners = [owner(null, '(GC roots)', 4 * 2 ** 20), owner(9, 'Function', 2048)];

  expect(analyzeStep('run@end', owners, '{role, content}')).toEqual({
    command: "memprof analyze run@end path '{role, content}'",
    why: 'what keeps the {role, content} objects',
  });
  expect(analyzeStep('run@end', owners).command).toBe('memprof analyze run@end');
});

test('a file name cannot end the quotes, a name from the program cannot move the cursor', () => {
  const step = analyzeStep("it's; rm -rf ~", [owner(9, '\u001b[2JMap', 2048)]);
  expect(step.command).toBe(String.raw`memprof analyze 'it'\''s; rm -rf ~' path 9`);
  expect(nextSection([step], makeStyle(false))).not.toContain('\u001b');
});

test('reasons stand under each other; no steps are no section', () => {
  const steps = [
    { command: 'a', why: 'first' },
    { command: 'longer', why: 'second' },
  ];
  expect(nextSection(steps, makeStyle(false))).toBe('Next\n  a       first\n  longer  second\n');
  expect(nextSection([], makeStyle(false))).toBe('');
});
