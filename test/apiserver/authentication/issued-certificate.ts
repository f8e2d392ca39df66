import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
const dayMs = 24 * 3600 * 1000;

/** The moment at which the tests look at certificates. */
export const nowMs: number = Date.UTC(2026, 5, 1);

export interface IssueFacts {
  readonly subject: Record<string, string[]>[];
  readonly isAuthority?: boolean;
  readonly pathLength?: number;
  /** Extended key usages; absent: the certificate does not say. */
  readonly usages?: readonly string[];
  readonly fromDay?: number;
  readonly toDay?: number;
}

export interface Issued {
  readonly der: Uint8Array;
  readonly pem: string;
  readonly parsed: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** A certificate signed by another, or by itself; it is valid from `fromDay` to `toDay`, counted from the tests' moment. */
export async function issue(facts: IssueFacts, by?: Issued): Promise<Issued> {
  const { subject, isAuthority = false, pathLength, usages, fromDay = -1, toDay = 1 } = facts;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { keyCertSign, digitalSignature } = x509.KeyUsageFlags;
  const parsed = await x509.X509CertificateGenerator.create({
    serialNumber: `00${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`,
    subject,
    issuer: by === undefined ? subject : by.parsed.subjectName.toJSON(),
    notBefore: new Date(nowMs + fromDay * dayMs),
    notAfter: new Date(nowMs + toDay * dayMs),
    signingAlgorithm: signing,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, pathLength, true),
      new x509.KeyUsagesExtension(isAuthority ? keyCertSign : digitalSignature, true),
      ...(usages === undefined ? [] : [new x509.ExtendedKeyUsageExtension([...usages])]),
    ],
  });
  return { der: new Uint8Array(parsed.rawData), pem: parsed.toString('pem'), parsed, keys };
}

export const clientAuth: string = x509.ExtendedKeyUsage.clientAuth;
export const serverAuth: string = x509.ExtendedKeyUsage.serverAuth;
