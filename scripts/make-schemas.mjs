// Writes schema/*.schema.json. Every object is closed, so that a test notices a field that is not described.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { viewSchema } from './view-schema.mjs';

const folder = fileURLToPath(new URL('../schema/', import.meta.url));
mkdirSync(folder, { recursive: true });

const text = { type: 'string' };
const bytes = { type: 'integer', minimum: 0 };
const difference = { type: 'integer' };
const count = { type: 'integer', minimum: 0 };
const orNull = (schema) => ({ anyOf: [schema, { type: 'null' }] });
const list = (items) => ({ type: 'array', items });
const oneOf = (...values) => ({ enum: values });
const object = (properties, optional = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: false,
});

const memory = {
  rssBytes: bytes,
  heapUsedBytes: bytes,
  heapTotalBytes: bytes,
  externalBytes: bytes,
  arrayBuffersBytes: bytes,
};
const position = orNull({ type: 'integer', minimum: 1 });
const figures = { sizeBytes: bytes, sizeDiffBytes: difference, count, countDiff: difference };
const frame = object({ functionName: text, file: text, line: position, column: position });
const allocationRow = object(
  {
    file: text,
    line: position,
    column: position,
    functionName: orNull(text),
    packageName: orNull(text),
    ...figures,
    stack: list(frame),
    sourceLine: text,
  },
  ['stack', 'sourceLine'],
);
const constructorRow = object({
  constructorName: text,
  ...figures,
  retainedBytes: bytes,
  retainedDiffBytes: difference,
  accountedDiffBytes: difference,
  newCount: orNull(count),
  deletedCount: orNull(count),
});
const owner = object({
  id: orNull(count),
  constructorName: text,
  sizeDiffBytes: difference,
  parts: list(object({ constructorName: text, sizeDiffBytes: difference })),
});
const changes = {
  from: text,
  to: text,
  internalsDiffBytes: difference,
  lineno: list(allocationRow),
  filename: list(allocationRow),
  module: list(allocationRow),
  traceback: list(allocationRow),
  constructor: list(constructorRow),
  bookkeepingDiffBytes: difference,
  owners: list(owner),
};
const comparison = object({
  ...changes,
  span: oneOf('neighbours', 'series', 'whole'),
  heapUsedDiffBytes: difference,
});
const allocations = object({
  kind: oneOf('sampled', 'exact', 'none'),
  intervalBytes: orNull({ type: 'integer', minimum: 1 }),
});
const label = object({
  name: text,
  givenName: text,
  kind: oneOf('start', 'mark', 'every', 'signal', 'end'),
  elapsedMs: count,
  memory: object(memory),
  fileDescriptors: orNull(count),
  threads: orNull(count),
  snapshot: orNull(text),
  profile: orNull(text),
  skipped: orNull(text),
});
const buffer = object({
  name: text,
  capacity: { type: 'integer', minimum: 1 },
  length: count,
  dropped: count,
  bytes,
  capacityFrom: text,
});

const number = { type: 'number' };
const place = object({
  file: text,
  line: { type: 'integer', minimum: 0 },
  column: { type: 'integer', minimum: 0 },
});
const suspect = object({
  fingerprint: { type: 'string', pattern: '^[0-9a-f]{16}$' },
  kind: text,
  title: text,
  constructorName: text,
  reference: object({ name: text, holder: text, location: orNull(place) }),
  perIteration: object({ bytes: number, count: number }),
  retainedBytes: number,
  retainingPath: list(
    object({
      name: text,
      edge: orNull(text),
      location: orNull(place),
      verdict: oneOf('leaking', 'not-leaking', 'unknown'),
      reason: text,
      isSuspect: { type: 'boolean' },
      hops: { type: 'integer', minimum: 1 },
    }),
  ),
  files: list(text),
  package: orNull(object({ name: text, version: orNull(text) })),
  advice: text,
  docs: text,
  isProven: { type: 'boolean' },
});

const documents = {
  'run-result': {
    title: 'What `memprof run --format json` and `memprof report --format json` print',
    ...object({
      schemaVersion: { const: 1 },
      target: object({
        script: text,
        args: list(text),
        node: orNull(text),
        exitCode: orNull({ type: 'integer' }),
        signal: orNull(text),
      }),
      captureDirectory: text,
      allocations,
      labels: list(label),
      memory: list(object({ elapsedMs: count, ...memory })),
      comparisons: list(comparison),
      buffers: list(buffer),
      suspects: list(suspect),
      ignoredMarks: count,
      notes: list(object({ kind: oneOf('warning', 'note'), text })),
    }),
  },
  'diff-result': {
    title: 'What `memprof diff --format json` prints',
    ...object({ schemaVersion: { const: 1 }, allocations, ...changes }),
  },
  'view-result': viewSchema({ object, list, orNull, oneOf, text, bytes, count, memory }),
};

for (const [name, schema] of Object.entries(documents)) {
  const document = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
  writeFileSync(`${folder}${name}.schema.json`, `${JSON.stringify(document, null, 2)}\n`);
}
