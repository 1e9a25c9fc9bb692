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
  const kind = at(7);
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
