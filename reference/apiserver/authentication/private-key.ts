import { createPrivateKey, type KeyObject } from 'node:crypto';

/** The private key in a PEM text. Throws an error that says what stands there instead; never with a part of it. */
export function parsePrivateKey(pem: string): KeyObject {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new Error(`there is no private key in it${otherContent(pem)}`);
  }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED$/m.test(pem))
    throw new Error('its private key is encrypted: give it without a passphrase');
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Error('its private key cannot be read: it is damaged, or of an unknown kind', { cause: error });
  }
}

/** What stands in a PEM text that is not what it should be, as the end of a sentence; '' where it is no PEM. */
export function otherContent(pem: string): string {
  const label = /-----BEGIN ([A-Z ]+)-----/.exec(pem)?.[1];
  return label === undefined ? '' : `, only "${label}"`;
}
