import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertificateAuthority, Credential } from '../adapters/certificate-authority.ts';

/** An authority of its own that vouches for whatever name somebody asks for. */
export class WebhookCertificates {
  readonly #authority: CertificateAuthority;
  readonly #contexts = new Map<string, Promise<SecureContext>>();

  private constructor(authority: CertificateAuthority) {
    this.#authority = authority;
  }

  /** Loads the library for certificates only now. */
  static async create(): Promise<WebhookCertificates> {
    const { CertificateAuthority } = await import('../adapters/certificate-authority.ts');
    return new WebhookCertificates(await CertificateAuthority.create('webhooks of scenarios'));
  }

  /** PEM. */
  get authority(): string {
    return `${this.#authority.certificate}\n`;
  }

  /** For those that connect to an address. */
  serving(): Promise<{ readonly cert: string; readonly key: string }> {
    return this.#issue(['127.0.0.1', 'localhost']);
  }

  /** For those that ask for a name. */
  contextFor(name: string): Promise<SecureContext> {
    const known = this.#contexts.get(name);
    if (known !== undefined) return known;
    const made = this.#issue([name]).then((issued) => createSecureContext(issued));
    this.#contexts.set(name, made);
    return made;
  }

  /** For whoever calls. */
  client(): Promise<Credential> {
    return this.#authority.issue({ commonName: 'caller' });
  }

  async #issue(names: readonly string[]): Promise<{ readonly cert: string; readonly key: string }> {
    const { certificate, key } = await this.#authority.issue({ commonName: 'webhook' }, { names });
    return { cert: certificate, key };
  }
}
