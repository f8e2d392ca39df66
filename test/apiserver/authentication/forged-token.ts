import { createHmac, sign, type KeyObject } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

/** Header and claims as they stand in a token; a text is taken as it is, which need not be JSON. */
export function encoded(part: Json | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** Header and claims of a token, without looking at its signature. */
export function opened(token: string): { readonly header: Json; readonly claims: Json } {
  const [header = '', claims = ''] = token.split('.');
  const parsed = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
  return { header: parsed(header), claims: parsed(claims) };
}

/** Signed with RSA as the header says, by hand, so that any nonsense can be signed. */
export function signedByRsa(header: Json, claims: Json | string, key: KeyObject, hash = 'sha256'): string {
  const message = `${encoded(header)}.${encoded(claims)}`;
  return `${message}.${sign(hash, Buffer.from(message), key).toString('base64url')}`;
}

export function signedBySecret(header: Json, claims: Json, secret: string): string {
  const message = `${encoded(header)}.${encoded(claims)}`;
  return `${message}.${createHmac('sha256', secret).update(message).digest('base64url')}`;
}
