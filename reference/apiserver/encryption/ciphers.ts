import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { ValueTransformer } from './value-transformer.ts';

/** Fresh bytes that nobody can guess; a simulation may give repeatable ones. */
export type RandomBytes = (length: number) => Uint8Array;

export type CipherName = 'aescbc' | 'aesgcm' | 'secretbox';

/** Lengths of keys in bytes. */
export const keyLengths: Readonly<Record<CipherName, readonly number[]>> = {
  aescbc: [16, 24, 32],
  aesgcm: [16, 24, 32],
  secretbox: [32],
};

const blockLength = 16;
const gcmNonceLength = 12;
const gcmTagLength = 16;
const boxNonceLength = 24;
const boxTagLength = 16;
const tooShort = { problem: 'the stored data was shorter than the required size' };

/** AES in CBC mode with PKCS#7 padding, the initialization vector in front. Does not authenticate. */
export function aesCbc(key: Uint8Array, random: RandomBytes): ValueTransformer {
  const name = `aes-${key.length * 8}-cbc`;
  return {
    toStorage: (plain) => {
      const vector = random(blockLength);
      const cipher = createCipheriv(name, key, vector);
      return Buffer.concat([vector, cipher.update(plain), cipher.final()]);
    },
    fromStorage: (stored) => {
      if (stored.length < 2 * blockLength) return tooShort;
      if (stored.length % blockLength !== 0)
        return { problem: 'the stored data is not a multiple of the block size' };
      const decipher = createDecipheriv(name, key, stored.subarray(0, blockLength));
      try {
        const plain = Buffer.concat([decipher.update(stored.subarray(blockLength)), decipher.final()]);
        return { plain, stale: false };
      } catch {
        return { problem: 'invalid padding on input' };
      }
    },
  };
}

/** AES in Galois/Counter mode: nonce, ciphertext, tag. The key in the store is authenticated along. */
export function aesGcm(key: Uint8Array, random: RandomBytes): ValueTransformer {
  const name = `aes-${key.length * 8}-gcm` as 'aes-256-gcm';
  return {
    toStorage: (plain, storeKey) => {
      const nonce = random(gcmNonceLength);
      const cipher = createCipheriv(name, key, nonce).setAAD(Buffer.from(storeKey));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    fromStorage: (stored, storeKey) => {
      if (stored.length < gcmNonceLength + gcmTagLength) return tooShort;
      const tagStart = stored.length - gcmTagLength;
      const decipher = createDecipheriv(name, key, stored.subarray(0, gcmNonceLength), {
        authTagLength: gcmTagLength,
      });
      decipher.setAAD(Buffer.from(storeKey)).setAuthTag(stored.subarray(tagStart));
      try {
        const text = decipher.update(stored.subarray(gcmNonceLength, tagStart));
        return { plain: Buffer.concat([text, decipher.final()]), stale: false };
      } catch {
        return { problem: 'cipher: message authentication failed' };
      }
    },
  };
}

/** XSalsa20 and Poly1305, the nonce in front. Authenticates the value, not where it lies. */
export async function secretbox(key: Uint8Array, random: RandomBytes): Promise<ValueTransformer> {
  const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa.js');
  return {
    toStorage: (plain) => {
      const nonce = random(boxNonceLength);
      return Buffer.concat([nonce, xsalsa20poly1305(key, nonce).encrypt(plain)]);
    },
    fromStorage: (stored) => {
      if (stored.length < boxNonceLength + boxTagLength) return tooShort;
      const nonce = stored.subarray(0, boxNonceLength);
      try {
        const plain = xsalsa20poly1305(key, nonce).decrypt(stored.subarray(boxNonceLength));
        return { plain: Buffer.from(plain), stale: false };
      } catch {
        return { problem: 'the box does not open: another key wrote it, or it was changed' };
      }
    },
  };
}
