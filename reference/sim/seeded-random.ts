import type { RandomStream } from './environment.ts';

/** The four 32-bit words that a stream starts from. */
export type StreamSeed = readonly [number, number, number, number];

/**
 * Four words that depend on every character of `text`: four multiplicative hashes run side by side, each fed with what
 * the one before it had, then mixed until each input bit reaches each output bit. Not cryptographic.
 */
export function hashOfText(text: string): StreamSeed {
  const words: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    words[0] = Math.imul(words[0] ^ unit ^ words[3], 0x85ebca6b);
    words[1] = Math.imul(words[1] ^ unit ^ (words[0] >>> 15), 0xc2b2ae35);
    words[2] = Math.imul(words[2] ^ unit ^ (words[1] >>> 13), 0x27d4eb2f);
    words[3] = Math.imul(words[3] ^ unit ^ (words[2] >>> 16), 0x165667b1);
  }
  return [mixed(words[0]), mixed(words[1]), mixed(words[2]), mixed(words[3])];
}

function mixed(word: number): number {
  let value = word;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/**
 * A stream from the "small fast counting" generator (sfc32, C. Doty-Humphrey): 128 bits of state of which one word
 * counts, so that no seed leads to a short cycle. `uuid` comes from the same stream unless `uuidSource` is given.
 */
export function createRandomStream(seed: StreamSeed, uuidSource?: () => string): RandomStream {
  let [a, b, c, counter] = seed;
  const nextWord = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) nextWord();
  const next = (): number => ((nextWord() >>> 5) * 0x4000000 + (nextWord() >>> 6)) / 0x20000000000000;
  return {
    next,
    below: (bound) => {
      if (!Number.isSafeInteger(bound) || bound < 1) {
        throw new RangeError(`below() needs a whole number of at least 1, not ${bound}`);
      }
      return Math.floor(next() * bound);
    },
    uuid: uuidSource ?? ((): string => uuidFrom([nextWord(), nextWord(), nextWord(), nextWord()])),
  };
}

function uuidFrom(words: StreamSeed): string {
  const versioned = (words[1] & 0xffff0fff) | 0x00004000;
  const varied = (words[2] & 0x3fffffff) | 0x80000000;
  const upper = (word: number): string => hexDigits(word >>> 16);
  const lower = (word: number): string => hexDigits(word & 0xffff);
  const first = `${upper(words[0])}${lower(words[0])}-${upper(versioned)}-${lower(versioned)}`;
  return `${first}-${upper(varied)}-${lower(varied)}${upper(words[3])}${lower(words[3])}`;
}

const hexBytes: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Four digits for sixteen bits. */
function hexDigits(bits: number): string {
  return `${hexBytes[bits >>> 8] ?? ''}${hexBytes[bits & 0xff] ?? ''}`;
}
