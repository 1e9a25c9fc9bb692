// What the files of a capture must look like: copied, cut off or edited they may be anything.
type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shaped =
  (fields: Fields): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    wrongField(fields, value as Record<string, unknown>) === null;

/** The first field that is not as it must be. */
function wrongField(fields: Fields, value: Readonly<Record<string, unknown>>): string | null {
  return Object.keys(fields).find((name) => !fields[name]!(value[name])) ?? null;
}

const MEMORY: Fields = {
  rssBytes: number,
  heapTotalBytes: number,
  heapUsedBytes: number,
  externalBytes: number,
  arrayBuffersBytes: number,
};
const FIGURES: Fields = {
  memory: shaped(MEMORY),
  elapsedMs: number,
  snapshot: orNull(text),
  profile: orNull(text),
  skipped: orNull(text),
};
const NAMED: Fields = { ...FIGURES, givenName: text, name: text };
const PLACE: Fields = {
  id: text,
  name: text,
  kind: text,
  script: text,
  start: orNull(shaped(FIGURES)),
  firstLabel: number,
  goneAtLabel: orNull(number),
  labels: listOf(shaped({ label: number, figures: shaped(FIGURES) })),
  silentAt: listOf(number),
  marks: listOf(shaped(NAMED)),
  end: orNull(shaped({ kind: text, figures: orNull(shaped(FIGURES)) })),
  scripts: orNull(text),
};
const BUFFER: Fields = {
  name: text,
  capacity: number,
  length: number,
  dropped: number,
  bytes: number,
  capacityFrom: text,
};
const MANIFEST: Fields = {
  startedAt: text,
  target: shaped({
    script: text,
    args: listOf(text),
    cwd: text,
    node: orNull(text),
    exitCode: orNull(number),
    signal: orNull(text),
  }),
  settings: shaped({
    snapshots: text,
    backend: text,
    samplingIntervalBytes: number,
    loaderFolders: listOf(text),
  }),
  labels: listOf(shaped({ ...NAMED, kind: text })),
  places: orAbsent(listOf(shaped(PLACE))),
  ignoredMarks: number,
  buffers: listOf(shaped(BUFFER)),
  notes: listOf(shaped({ kind: text, text })),
};

/** The first field of a manifest that is not what memprof writes; null when all are. */
export const wrongFieldOfManifest = (manifest: object): string | null =>
  wrongField(MANIFEST, manifest as Record<string, unknown>);

/** Whether a value is a sample of memory. */
export const isMemorySample = shaped({ ...MEMORY, elapsedMs: number });

/** Whether a value is a list of scripts. */
export const isScriptList = listOf(shaped({ scriptId: text, url: text, sourceMapURL: text }));

/** Whether a value is a list of scripts that ran with exact lines. */
export const isLinesList = listOf(shaped({ url: text, sites: listOf(number) }));
