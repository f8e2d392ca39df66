/** What a stored value turned out to be. */
export type Revealed =
  /** `stale`: readable, but not in the form in which it would be written now. */
  | { readonly plain: Uint8Array; readonly stale: boolean }
  /** Not readable, and why. Never tells anything of the value. */
  | { readonly problem: string };

/**
 * Between the plain value of an object and the bytes in the store. `key` is the key under which the bytes lie: a
 * transformer that authenticates binds the value to it, so that bytes copied to another key cannot be read there.
 */
export interface ValueTransformer {
  toStorage(plain: Uint8Array, key: string): Uint8Array;
  fromStorage(stored: Uint8Array, key: string): Revealed;
}

/** A transformer, and the bytes with which everything that it wrote begins. */
export interface PrefixedTransformer {
  readonly prefix: string;
  readonly transformer: ValueTransformer;
}

/** Whatever begins with this is encrypted; JSON never does. */
export const encryptedPrefix = 'k8s:enc:';

const encryptedStart = Buffer.from(encryptedPrefix);

/** Leaves values as they are, and refuses to take an encrypted one for plain. */
export const identityTransformer: ValueTransformer = {
  toStorage: (plain) => plain,
  fromStorage: (stored) =>
    beginsWith(stored, encryptedStart)
      ? { problem: 'identity transformer tried to read encrypted data' }
      : { plain: stored, stale: false },
};

/**
 * Writes with the first transformer and reads with every one whose prefix fits, in order, until one succeeds. What another
 * than the first has read is stale. `noMatch` is the problem where no prefix fits.
 */
export function prefixTransformers(
  transformers: readonly [PrefixedTransformer, ...PrefixedTransformer[]],
  noMatch: string,
): ValueTransformer {
  const known = transformers.map(({ prefix, transformer }) => ({ prefix: Buffer.from(prefix), transformer }));
  const [{ prefix: firstPrefix, transformer: first }] = transformers;
  const written = Buffer.from(firstPrefix);
  return {
    toStorage: (plain, key) => {
      const value = first.toStorage(plain, key);
      return written.length === 0 ? value : Buffer.concat([written, value]);
    },
    fromStorage: (stored, key) => {
      const problems: string[] = [];
      for (const [index, { prefix, transformer }] of known.entries()) {
        if (!beginsWith(stored, prefix)) continue;
        const revealed = transformer.fromStorage(stored.subarray(prefix.length), key);
        if ('plain' in revealed) return { plain: revealed.plain, stale: revealed.stale || index > 0 };
        // That a plain reader cannot read something encrypted says nothing; the others may.
        if (prefix.length > 0) problems.push(revealed.problem);
      }
      return { problem: problems.length === 0 ? noMatch : [...new Set(problems)].join(', ') };
    },
  };
}

function beginsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, index) => bytes[index] === byte);
}
