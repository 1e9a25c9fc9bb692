/** A small generator of random numbers that gives the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A damaged copy of `text`; the same for the same seed. */
export function mutated(text: Uint8Array, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const at = (length: number) => Math.floor(random() * length);
  const kind = at(13);
  if (kind >= 7) return hostile(Buffer.from(text), kind - 7, at);
  if (kind === 0) return text.slice(0, at(text.length));
  const copy = Buffer.from(text);
  if (kind === 1) for (let times = 1 + at(20); times > 0; times--) copy[at(copy.length)] = at(256);
  else if (kind === 2)
    for (let times = 1 + at(50); times > 0; times--) changeDigit(copy, at(copy.length), at(10));
  else if (kind === 3) copy.fill(0, at(copy.length), at(copy.length));
  else if (kind === 4) return withoutPart(copy, at(copy.length), 1 + at(5000));
  else if (kind === 5) return withPartTwice(copy, at(copy.length), 1 + at(5000));
  else for (let times = 1 + at(10); times > 0; times--) changeDigit(copy, at(1800), at(10));
  return copy;
}

function changeDigit(text: Uint8Array, start: number, digit: number): void {
  for (let at = start; at < text.length; at++) {
    if (text[at]! >= 0x30 && text[at]! <= 0x39) {
      text[at] = 0x30 + digit;
      return;
    }
  }
}

function withoutPart(text: Buffer, start: number, length: number): Uint8Array {
  return Buffer.concat([text.subarray(0, start), text.subarray(start + length)]);
}

function withPartTwice(text: Buffer, start: number, length: number): Uint8Array {
  return Buffer.concat([text.subarray(0, start + length), text.subarray(start)]);
}

/** What no accident does, but a file made to hurt may. */
function hostile(text: Buffer, kind: number, at: (length: number) => number): Uint8Array {
  const huge = ['4294967295', '4294967296', '9007199254740993', '1e308', `${'9'.repeat(400)}`][at(5)]!;
  switch (kind) {
    case 0:
      return replaced(text, /"(?:node|edge|trace_function)_count":\d+/g, at, (key) =>
        key.replace(/\d+$/, huge),
      );
    case 1:
      // A number anywhere among the nodes and edges: indices beyond 4 GiB, sizes beyond what is exact.
      return replaced(text, /(?<=,)\d+(?=,)/g, at, () => huge, text.length - 100_000);
    case 2: {
      const depth = 1 + at(200_000);
      const nested = at(2) === 0 ? '['.repeat(depth) + ']'.repeat(depth) : `{"a":`.repeat(depth);
      return inserted(text, 1, `"unknown":${nested},`);
    }
    case 3:
      return inserted(text, 1, ['"nodes":[],', '"snapshot":{},', '"strings":["a"],', '"x":1,"x":2,'][at(4)]!);
    case 4: {
      const escapes = ['\\ud800', '\\udc00', '\\u0000', '\\u00', '\\x', '\u0000', '\ufffe'];
      return inserted(text, text.length - 3 - at(50_000), escapes[at(escapes.length)]!);
    }
    default:
      return replaced(text, /"(?:node|edge)_fields":\[/g, at, (key) => `${key}"more",`);
  }
}

function inserted(text: Buffer, place: number, what: string): Uint8Array {
  const start = Math.max(0, place);
  return Buffer.concat([text.subarray(0, start), Buffer.from(what), text.subarray(start)]);
}

/** Replaces one match, any of those within 100,000 bytes of a random place up to `lastStart`. */
function replaced(
  text: Buffer,
  pattern: RegExp,
  at: (length: number) => number,
  change: (match: string) => string,
  lastStart = 1,
): Uint8Array {
  const from = at(Math.max(1, lastStart));
  const part = text.subarray(from, from + 100_000).toString('latin1');
  const matches = [...part.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = matches[at(matches.length)]!;
  const start = from + match.index;
  return Buffer.concat([
    text.subarray(0, start),
    Buffer.from(change(match[0])),
    text.subarray(start + match[0].length),
  ]);
}
