import { webcrypto } from 'node:crypto';
// The certificate library registers its classes through it and refuses to load without.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, both PEM. */
export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

export interface IssueOptions {
  /** DNS names and IP addresses; with them it is a serving certificate, without a client certificate. */
  readonly names?: readonly string[];
  /** True: it was valid until yesterday. */
  readonly isExpired?: boolean;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
const dayMs = 24 * 3600 * 1000;

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

/** An authority that lives as long as a run: signs what the servers and clients of adapters show each other. */
export class CertificateAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** Its own key, PEM. */
  readonly key: string;
  readonly #root: x509.X509Certificate;
  readonly #keys: webcrypto.CryptoKeyPair;

  static async create(commonName: string): Promise<CertificateAuthority> {
    const keys = await newKeys();
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: newSerialNumber(),
      name: [{ CN: [commonName] }],
      ...validity(false),
      signingAlgorithm: signing,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
          true,
        ),
      ],
    });
    return new CertificateAuthority(root, keys, await keyText(keys));
  }

  constructor(root: x509.X509Certificate, keys: webcrypto.CryptoKeyPair, key: string) {
    this.#root = root;
    this.#keys = keys;
    this.certificate = root.toString('pem');
    this.key = key;
  }

  async issue(
    { commonName, organizations = [] }: Subject,
    { names, isExpired = false }: IssueOptions = {},
  ): Promise<Credential> {
    const keys = await newKeys();
    const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerialNumber(),
      subject: [...(organizations.length === 0 ? [] : [{ O: [...organizations] }]), { CN: [commonName] }],
      issuer: this.#root.subject,
      ...validity(isExpired),
      signingAlgorithm: signing,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([names === undefined ? clientAuth : serverAuth]),
        ...(names === undefined
          ? []
          : [new x509.SubjectAlternativeNameExtension(names.map(alternativeName))]),
      ],
    });
    return { certificate: certificate.toString('pem'), key: await keyText(keys) };
  }
}

function alternativeName(value: string): { readonly type: 'ip' | 'dns'; readonly value: string } {
  return { type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value };
}

function validity(isExpired: boolean): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return {
    notBefore: new Date(now - 2 * dayMs),
    notAfter: new Date(isExpired ? now - dayMs : now + 365 * dayMs),
  };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

/** Positive. */
function newSerialNumber(): string {
  return `00${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`;
}

async function keyText(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = bytes.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
