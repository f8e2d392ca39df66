import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { parsePrivateKey } from './private-key.ts';

/** A key that tokens are verified with. */
export interface VerifyingKey {
  /** Derived from the public key, so that everybody comes to the same. */
  readonly id: string;
  readonly algorithm: string;
  readonly publicKey: KeyObject;
}

/** The key that tokens are signed with. */
export interface SigningKey extends VerifyingKey {
  readonly privateKey: KeyObject;
}

/** The keys of a server's service-account tokens. */
export interface TokenKeys {
  readonly signing: SigningKey;
  /** Of several servers, or of times before a change of keys. */
  readonly verifying: readonly VerifyingKey[];
}

/** Asked when the first token is signed or verified; the same keys at every call. */
export type GetTokenKeys = () => TokenKeys;

/** Keys that nobody else has. */
export function newTokenKeys(): TokenKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return keysOf(privateKey);
}

/**
 * Keys from PEM texts: one private key to sign with, and any number of public or private keys to verify with (absent: the one that
 * signs). Throws where a text holds no RSA or ECDSA key.
 */
export function parseTokenKeys(signing: string, verifying?: string): TokenKeys {
  const keys = keysOf(parsePrivateKey(signing));
  if (verifying === undefined) return keys;
  const blocks = verifying.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  const publicKeys = blocks.filter((block) => !block.includes('EC PARAMETERS')).map(publicKeyIn);
  if (publicKeys.length === 0) throw new Error('there is no key in it');
  return { ...keys, verifying: publicKeys };
}

function keysOf(privateKey: KeyObject): TokenKeys {
  const signing = { ...verifyingKey(createPublicKey(privateKey)), privateKey };
  return { signing, verifying: [signing] };
}

function publicKeyIn(pem: string): VerifyingKey {
  return verifyingKey(
    pem.includes('PRIVATE KEY') ? createPublicKey(parsePrivateKey(pem)) : readPublicKey(pem),
  );
}

function readPublicKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new Error('a public key in it cannot be read: it is damaged, or of an unknown kind', {
      cause: error,
    });
  }
}

const algorithmOfCurve: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

function verifyingKey(publicKey: KeyObject): VerifyingKey {
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  const curve = publicKey.asymmetricKeyDetails?.namedCurve ?? '';
  const algorithm = publicKey.asymmetricKeyType === 'rsa' ? 'RS256' : algorithmOfCurve[curve];
  if (algorithm === undefined)
    throw new Error('only RSA keys and ECDSA keys of P-256, P-384 and P-521 will do');
  return { id, algorithm, publicKey };
}
