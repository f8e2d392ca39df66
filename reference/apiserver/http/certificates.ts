import { createPrivateKey, webcrypto } from 'node:crypto';
import type * as X509Module from '@peculiar/x509';
// The certificate library registers its classes through it and refuses to load without.
import 'reflect-metadata';

type X509 = typeof X509Module;
type KeyPair = webcrypto.CryptoKeyPair;

/** A certificate and its key, both PEM. */
export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

export interface ServingAuthority {
  /** The certificate of the authority, PEM. */
  readonly authority: string;
  /** A serving certificate for loopback, for the names of the API in a cluster, and for these addresses. */
  servingCredential(addresses?: readonly string[]): Promise<Credential>;
  /** The authority's own certificate and key, to begin again with it. */
  readonly root: Credential;
  /** A client certificate for a user: common name is the user's, organizations are the groups. */
  clientCredential(user: string, groups: readonly string[]): Promise<Credential>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
const validForMs = 10 * 365 * 24 * 3600 * 1000;
/** Certificates begin a little in the past, for clients whose clock is behind. */
const clockSkewMs = 3600 * 1000;

/**
 * Makes an authority of its own, valid from `nowMs` for ten years, or goes on with the one given. Rejects where what is given is
 * no authority.
 */
export async function createServingAuthority(nowMs: number, root?: Credential): Promise<ServingAuthority> {
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const validity = moments(nowMs);
  const kept = root ?? (await newRoot(x509, validity));
  const authority = new x509.X509Certificate(kept.certificate);
  const signingKey = await signingKeyOf(kept);
  const issue = async (
    subject: SubjectParts,
    extensions: InstanceType<typeof x509.Extension>[],
  ): Promise<Credential> => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerialNumber(),
      subject: subject,
      issuer: authority.subject,
      ...validity,
      signingAlgorithm: signing,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true), ...extensions],
    });
    return { certificate: certificate.toString('pem'), key: await keyText(keys) };
  };
  return {
    authority: kept.certificate,
    servingCredential: (addresses = []) => {
      const others = new Set(
        addresses.filter((address) => !servingNames.some(([, value]) => value === address)),
      );
      const names = [...servingNames, ...[...others].map((address) => ['ip', address] as const)];
      return issue(
        [{ CN: ['kube-apiserver'] }],
        [
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(names.map(([type, value]) => ({ type, value }))),
        ],
      );
    },
    root: kept,
    clientCredential: (user, groups) =>
      issue(
        [...(groups.length === 0 ? [] : [{ O: [...groups] }]), { CN: [user] }],
        [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
      ),
  };
}

type Validity = ReturnType<typeof moments>;

async function newRoot(x509: X509, validity: Validity): Promise<Credential> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: 'CN=plimsoll',
    ...validity,
    signingAlgorithm: signing,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyText(keys) };
}

/** Positive, and not the same again after a restart with the same authority. */
function newSerialNumber(): string {
  return `00${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`;
}

async function signingKeyOf({ key }: Credential): Promise<webcrypto.CryptoKey> {
  const bytes = createPrivateKey(key).export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', Uint8Array.from(bytes), algorithm, false, ['sign']);
}

type SubjectParts = Record<string, string[]>[];

const servingNames: readonly (readonly ['dns' | 'ip', string])[] = [
  ['dns', 'localhost'],
  ['dns', 'kubernetes'],
  ['dns', 'kubernetes.default'],
  ['dns', 'kubernetes.default.svc'],
  ['dns', 'kubernetes.default.svc.cluster.local'],
  ['ip', '127.0.0.1'],
  ['ip', '::1'],
];

// eslint-disable-next-line no-restricted-globals -- turns a given instant into what the library takes; reads no clock
const moment = (epochMs: number): Date => new Date(epochMs);

function moments(nowMs: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: moment(nowMs - clockSkewMs), notAfter: moment(nowMs + validForMs) };
}

async function newKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function keyText(keys: KeyPair): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = bytes.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
