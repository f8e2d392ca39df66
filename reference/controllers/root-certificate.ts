/** The certificate, PEM, of the authority that signed what the API server shows; it may change when a server begins to listen. */
export class RootCertificate {
  #current: string;
  readonly #followers: (() => void)[] = [];

  constructor(current: string) {
    this.#current = current;
  }

  get current(): string {
    return this.#current;
  }

  replace(certificate: string): void {
    this.#current = certificate;
    for (const follower of this.#followers) follower();
  }

  /** Told of every change from now on. */
  follow(follower: () => void): void {
    this.#followers.push(follower);
  }
}
