import type { X509Certificate } from 'node:crypto';
import type { ShownCertificates } from '../message.ts';
import {
  chainsTo,
  parseCertificates,
  type CertificateChain,
  type ChainProblem,
} from './certificate-chain.ts';

/** The certificate that a client has shown, where an authority vouches for it; else why none does. */
export type VerifiedCertificate = X509Certificate | string;

/**
 * Says whether the certificates of a connection come from one of these authorities and are valid now. What can be known of a
 * connection once and for all is worked out once.
 */
export class CertificateVerifier {
  readonly #authorities: readonly X509Certificate[];
  readonly #trustsTransport: boolean;
  readonly #ofTransport = new Map<string, readonly X509Certificate[]>();
  readonly #chains = new WeakMap<
    readonly Uint8Array[],
    Promise<readonly CertificateChain[] | ChainProblem>
  >();

  /** `trustsTransport`: believes also the authority that the listener names as its own. */
  constructor(authorities: readonly X509Certificate[], trustsTransport: boolean) {
    this.#authorities = authorities;
    this.#trustsTransport = trustsTransport;
  }

  async verify(shown: ShownCertificates): Promise<VerifiedCertificate> {
    const { chain, atMs } = shown;
    let finding = this.#chains.get(chain);
    if (finding === undefined) {
      finding = chainsTo(this.#authoritiesFor(shown), chain);
      this.#chains.set(chain, finding);
    }
    const found = await finding;
    if (typeof found === 'string') return `the client certificate is refused: ${found}`;
    const valid = found.find(({ notBeforeMs, notAfterMs }) => notBeforeMs <= atMs && atMs <= notAfterMs);
    return valid?.leaf ?? 'the client certificate has expired or is not yet valid';
  }

  #authoritiesFor({ authority }: ShownCertificates): readonly X509Certificate[] {
    if (!this.#trustsTransport || authority === undefined) return this.#authorities;
    const known = this.#ofTransport.get(authority) ?? parseCertificates(authority);
    this.#ofTransport.set(authority, known);
    return [...this.#authorities, ...known];
  }
}

/** The values of an attribute of the subject, in their order. */
export function subjectValues(certificate: X509Certificate, attribute: 'CN' | 'O'): readonly string[] {
  const subject = certificate.toLegacyObject().subject as unknown as
    Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  const value = subject?.[attribute];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The last counts where there are several. */
export function commonNameOf(certificate: X509Certificate): string {
  return subjectValues(certificate, 'CN').at(-1) ?? '';
}
