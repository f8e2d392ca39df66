import { createPublicKey, type KeyObject } from 'node:crypto';
import { isFields, listAt, type Fields } from '../../fields.ts';
import { parseFields, readText, structField, Unreadable } from './go-json.ts';

/** A key that an issuer publishes. */
export interface IssuerKey {
  /** Empty where it has none. */
  readonly id: string;
  /** Undefined: a key that no signature of ours can be verified with, such as a secret. */
  readonly publicKey: KeyObject | undefined;
}

/** Reads a JSON Web Key Set. One key that cannot be read spoils the whole set, as it does upstream. */
export function parseKeySet(text: string): readonly IssuerKey[] | Unreadable {
  const set = parseFields(Buffer.from(text));
  if (set instanceof Unreadable) return set;
  const keys: IssuerKey[] = [];
  const listed = structField(set, 'keys');
  if (listed !== undefined && listed !== null && !Array.isArray(listed))
    return new Unreadable('json: cannot unmarshal into Go struct field JSONWebKeySet.keys');
  for (const entry of listAt({ listed }, 'listed')) {
    const key = isFields(entry) ? keyIn(entry) : new Unreadable('json: a key is no object');
    if (key instanceof Unreadable) return key;
    keys.push(key);
  }
  return keys;
}

function keyIn(jwk: Fields): IssuerKey | Unreadable {
  const [type, id] = [readText(jwk['kty']), readText(jwk['kid'])];
  if (type instanceof Unreadable) return type;
  if (id instanceof Unreadable) return id;
  if (type === 'oct') return { id, publicKey: undefined };
  if (!['RSA', 'EC', 'OKP'].includes(type))
    return new Unreadable(`square/go-jose: unknown json web key type '${type}'`);
  // A private key that somebody has published verifies nothing.
  if (jwk['d'] !== undefined) return { id, publicKey: undefined };
  try {
    return { id, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
  } catch (error) {
    return new Unreadable(`square/go-jose: ${error instanceof Error ? error.message : String(error)}`);
  }
}
