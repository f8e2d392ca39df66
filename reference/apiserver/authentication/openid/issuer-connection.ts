/** What a server has answered; redirects have been followed. */
export interface IssuerAnswer {
  readonly status: number;
  /** As it stands behind the protocol: `404 Not Found`. */
  readonly statusText: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The way to an issuer and to whatever its documents point at. */
export interface IssuerConnection {
  /** Sends a GET, with the token in `Authorization` where there is one. Rejects where no whole answer comes within its time and size. */
  get(url: string, accessToken?: string): Promise<IssuerAnswer>;
  close(): void;
}

/** Opens the way; `authority`: PEM of whom to believe about servers, absent: whom the host believes. */
export type ConnectToIssuer = (authority: string | undefined) => IssuerConnection;
