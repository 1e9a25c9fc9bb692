import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readJournal, readMaps } from '../../src/lines/journal.ts';
import { Target } from './target.ts';

let target: Target;
afterEach(() => target.remove());

const MEASURE = fileURLToPath(new URL('fixtures/measure.cjs', import.meta.url));

// Each line that ends in a comment `// n` allocates about n bytes that are kept, in each round.
const ROUNDS = 6000;
const LINES = `class Message {
  constructor(id) {
    this.id = id
    this.tags = [id, id, id, id, id, id]  // 64
  }
}
class Reply extends Message {
  extra = { a: 1, b: 2, c: 3 }  // 48
  constructor(id) {
    super(id)  // 40
  }
}
function handle(i, kept) {
  const data = { a: i, b: i, c: i, d: i }  // 56
  kept.push(data)
  kept.push(new Message(i))  // 40
  kept.push(() => [i, data.a])  // 200
  const text = \`item-\${i}-\${'x'.repeat(40)}\`  // 27
  kept.push(text.split('-'))  // 150
  const { list } = JSON.parse('{"list":[1,2,3,4,5,6,7,8]}')  // 150
  kept.push(list, text)
  kept.push(Buffer.alloc(200))  // 200
  const mapped = [i, i, i]
    .map((x) => ({ x, y: x }))  // 120
    .concat([i, i, i, i])  // 80
  kept.push(mapped)
  let joined = 'start'
  joined += '-' + i  // 38
  joined += '-' + text  // 60
  kept.push(joined)
  kept.push(new Map([[i, { i }]]))  // 250
  kept.push(i % 2 ? new Reply(i) : new Reply(-i))
  for (const [key, value] of Object.entries({ i })) {
    kept.push({ key, value })  // 40
  }
  kept.push(Array.from({ length: 9 }, () => i))  // 120
  kept.push(build?.(i))
}
const build = (i) => ({ i, inner: [i, i, i] })  // 80
export function run() {
  const kept = []
  for (let i = 0; i < ${ROUNDS}; i++) handle(i, kept)
  return kept
}
`;

/** Of what was kept, the share on lines that are marked, and the bytes a round at each line and place. */
interface Measured {
  readonly share: number;
  readonly bytesOf: Map<number, number>;
  /** By `line:column`, both 1-based. */
  readonly bytesAt: Map<string, number>;
}

function measure(main: string, program = LINES): Measured {
  const { stdout, stderr } = target.runRewritten([MEASURE, pathToFileURL(join(target.directory, main)).href]);
  if (stdout === '') throw new Error(stderr);
  const rows = JSON.parse(stdout) as [number, string, string, number, number][];
  const entry = readJournal(target.config.journalFile).find(
    (source) => 'url' in source && source.url.endsWith(`/${main}`),
  );
  if (entry === undefined || !('key' in entry)) throw new Error(`${main} was not rewritten`);
  const traced = new TraceMap(readMaps(target.config.cacheDir, entry.key).map as never);
  const marked = new Set(program.split('\n').flatMap((line, i) => (/\/\/ \d+$/.test(line) ? [i + 1] : [])));
  const bytesOf = new Map<number, number>();
  const bytesAt = new Map<string, number>();
  let all = 0;
  let onMarked = 0;
  for (const [bytes, , url, line, column] of rows) {
    if (!url.endsWith(`/${main}`)) continue;
    const original = originalPositionFor(traced, { line, column: column - 1 });
    all += bytes;
    if (marked.has(original.line ?? 0)) onMarked += bytes;
    const add = <Key>(map: Map<Key, number>, key: Key) => map.set(key, (map.get(key) ?? 0) + bytes / ROUNDS);
    add(bytesOf, original.line ?? 0);
    add(bytesAt, `${original.line}:${(original.column ?? -1) + 1}`);
  }
  return { share: onMarked / all, bytesOf, bytesAt };
}

/** Checks that nearly all is on marked lines, and on each of them what it is said to allocate. */
function expectExact(main: string, source = LINES): void {
  const { share, bytesOf } = measure(main, source);
  expect(share).toBeGreaterThanOrEqual(0.95);
  const missing = source.split('\n').filter((line, i) => {
    const planted = Number(/\/\/ (\d+)$/.exec(line)?.[1] ?? 0);
    return (bytesOf.get(i + 1) ?? 0) < planted * 0.6;
  });
  expect(missing).toEqual([]);
}

test('at least 95 % of the bytes are on the line that allocated them', () => {
  target = new Target({ 'planted.mjs': LINES });
  expectExact('planted.mjs');
});

test('so they are in CommonJS', () => {
  target = new Target({
    'planted.cjs': LINES.replace('export function run', 'exports.run = run\nfunction run'),
  });
  expectExact('planted.cjs');
});

test('and in TypeScript, on the lines of the .ts file', () => {
  const typed = LINES.replace('(i, kept)', '(i: number, kept: unknown[]): void').replaceAll(
    '(id)',
    '(private readonly id: number)',
  );
  target = new Target({
    'package.json': '{"type":"module"}',
    'planted.ts': typed.replaceAll('super(private readonly id: number)', 'super(id)'),
  });
  expectExact('planted.ts');
});

// Each round takes its parts from promises, as an agent's does.
const AWAITING = `class Turn {
  constructor(role, text) {
    this.role = role
    this.text = text
  }
}
class Agent {
  messages = []
  async ask(n) { return n }
  async reply(n) {
    const request = { model: 'm', max: 10, messages: [await this.ask(n), n, n] }  // 90
    this.messages.push(
      { role: 'user', n, at: n, content: await this.ask(n) },  // 56
    )
    this.messages.push(new Turn('assistant', await this.ask(n)))  // 40
    const made = JSON.parse(await this.ask('{"list":[1,2,3,4,5,6,7,8]}'))  // 150
    const bytes = Buffer.alloc(await this.ask(200))  // 200
    const options = { ...request, extra: n, tag: await this.ask(n) }  // 64
    const list = Array.from(await this.ask([n, n, n, n, n, n, n, n]))  // 80
    let text = 'reply ' + n + '-' + n  // 30
    text += ' and ' + (await this.ask(n))  // 30
    return [await this.ask(made), bytes, options, list, text]  // 60
  }
}
export async function run() {
  const agent = new Agent()
  const kept = [agent]
  for (let i = 0; i < ${ROUNDS}; i++) kept.push(await agent.reply(i))
  return kept
}
`;

test('what awaits is on its line, too', () => {
  target = new Target({ 'awaiting.mjs': AWAITING });
  expectExact('awaiting.mjs', AWAITING);
});

// The same, of the forms whose parts must be evaluated step by step.
const STEPWISE = `class Box {
  constructor(a, b) {
    this.parts = [a, b]  // 32
  }
}
const kinds = { Box, key: 'k', plain: null }
const open = (box) => box
class Log {
  #lines = []
  kept = []
  async ask(n) { return n }
  keep(a, b, c) {
    this.kept.push({ a, b, c })  // 36
  }
  async reply(n) {
    const list = [n, n, n]
    const all = [...list, await this.ask(n), ...list]  // 150
    const options = { [kinds.key + n]: n, b: await this.ask(n) }  // 60
    this?.keep(...list, await this.ask(n))
    const text = kinds.plain?.repeat(await this.ask(n))
    const copy = all?.slice(await this.ask(0))  // 70
    const more = open(list).concat(list, await this.ask(list))  // 80
    const again = list.map((x) => x + 1).concat(await this.ask(list))  // 80
    const last = all['slice'](await this.ask(1))  // 65
    const box = new kinds.Box(n, await this.ask(n))  // 24
    this.#lines.push({ n, list: [await this.ask(n), n] })  // 60
    return Array.of(...list, await this.ask(all), options, text, copy, more, again, last, box)  // 110
  }
}
export async function run() {
  const log = new Log()
  const kept = [log]
  for (let i = 0; i < ${ROUNDS}; i++) kept.push(await log.reply(i))
  return kept
}
`;

test('so is what is spread, chained and computed around an await', () => {
  target = new Target({ 'stepwise.mjs': STEPWISE });
  expectExact('stepwise.mjs', STEPWISE);
});

test('a column is that of the expression, for a method that of its name', () => {
  const source = `export function run() {
  const kept = []
  for (let i = 0; i < 6000; i++) kept.push({ a: [i, i], b: new Array(20).fill(i).map(() => ({ i })) })
  return kept
}
`;
  target = new Target({ 'columns.mjs': source });
  const { bytesAt } = measure('columns.mjs');
  const line = source.split('\n')[2];
  const columns = ['push', '{ a', '[i', 'map', '() =>'].map((text) => line.indexOf(text) + 1);
  const found = [...bytesAt].filter(([, bytes]) => bytes > 8).map(([position]) => position);
  expect(found.toSorted()).toEqual(columns.map((column) => `3:${column}`).toSorted());
});
