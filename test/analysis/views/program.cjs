// Makes a heap whose contents are known, and writes a snapshot: `node program.cjs <file>`. The tests next to it
// know the numbers.
/* oxlint-disable typescript/no-extraneous-class -- the tests count instances by class */
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const { writeHeapSnapshot } = require('node:v8');

class Widget {
  constructor(number) {
    this.name = `widget ${number}`;
  }
}
class Bus extends EventEmitter {}

const known = {};
globalThis.known = known;

known.bus = new Bus().setMaxListeners(0);
for (let i = 0; i < 1000; i++) known.bus.on('tick', () => i);
known.bus.once('end', function onEnd() {});
known.target = new EventTarget();
known.controller = new AbortController();
require('node:events').setMaxListeners(0, known.target, known.controller.signal);
for (let i = 0; i < 300; i++) known.target.addEventListener('ping', () => i);
for (let i = 0; i < 200; i++) known.controller.signal.addEventListener('abort', () => i);

known.timers = [];
for (let i = 0; i < 50; i++) known.timers.push(setTimeout(function onTimeout() {}, 2e8).unref());
for (let i = 0; i < 3; i++) known.timers.push(setInterval(function onInterval() {}, 1e8).unref());
known.cleared = setTimeout(() => {}, 2e8);
clearTimeout(known.cleared);

known.pending = [];
for (let i = 0; i < 70; i++) {
  const promise = new Promise(() => {});
  promise.then(function whenDone() {});
  known.pending.push(promise);
}
known.never = new Promise(() => {});
async function waiter(number) {
  const local = Array.from({ length: 100 }).fill(number);
  await known.never;
  return local;
}
for (let i = 0; i < 30; i++) void waiter(i);
known.settled = [Promise.resolve({ settled: true }), Promise.resolve(1)];

class Request {
  constructor(number) {
    this.body = `body ${number}`.padEnd(200, '.');
  }
}
known.storage = new AsyncLocalStorage({ name: 'requests' });
for (let i = 0; i < 40; i++) {
  known.storage.run(new Request(i), () =>
    known.timers.push(setTimeout(function inRequest() {}, 3e8).unref()),
  );
}

known.map = new Map();
for (let i = 0; i < 5000; i++) known.map.set(`key ${i}`, new Widget(i));
for (let i = 0; i < 1000; i++) known.map.delete(`key ${i}`);
known.numbers = new Map();
for (let i = 0; i < 3000; i++) known.numbers.set(i, i);
known.set = new Set();
for (let i = 0; i < 2000; i++) known.set.add(`member ${i}`);
known.empty = Array.from({ length: 100 }, () => new Map());
known.weak = new WeakMap();
known.keys = Array.from({ length: 100 }, (_, i) => ({ key: `weak ${i}` }));
for (const key of known.keys) known.weak.set(key, { value: key.key });
known.list = Array.from({ length: 1500 }, (_, i) => ({ element: `element ${i}` }));
known.record = {};
for (let i = 0; i < 4000; i++) known.record[`property ${i}`] = { i };

known.linked = null;
for (let i = 0; i < 3000; i++) known.linked = new (class Link {
  constructor(next) {
    this.next = next;
    this.payload = Array.from({ length: 20 }).fill(i);
  }
})(known.linked); // prettier-ignore

known.duplicates = Array.from({ length: 100 }, () =>
  Buffer.from(['the same', 'text again'].join(' ')).toString(),
);
known.slice = (() => Buffer.alloc(500_000, 'abcdefghij').toString().slice(1000, 1050))();

known.blobs = Array.from({ length: 20 }, () => Buffer.alloc(100_000));
known.memory = new ArrayBuffer(1_000_000);
known.views = [new Float64Array(known.memory, 0, 10), new DataView(known.memory)];

function makeClosures() {
  const captured = Array.from({ length: 5000 }).fill('captured');
  return { user: () => captured, bystander: () => 1 };
}
known.closures = makeClosures();

const hostileName = '\u001b]0;title\u0007|`<b>@all';
const HostileHolder = {
  '\u001b]0;title\u0007|`<b>@all': function () {
    this['\u001b[31mred\u001b[0m'] = { '__proto__ ': 1 };
  },
}[hostileName];
known.hostile = Array.from({ length: 10 }, () => new HostileHolder());
known.hostileEvents = new EventEmitter();
for (const event of ['__proto__', 'constructor', '\u001b[2Jwiped']) known.hostileEvents.on(event, () => {});

// Where nothing has run yet, callbacks are what the program passed.
writeHeapSnapshot(process.argv[2]);
process.exit();
