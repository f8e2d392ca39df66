import type { Credentials } from '../../client/http/kubeconfig.ts';

/** Where a connection leads. */
export interface Reached {
  readonly host: string;
  readonly port: number;
}

/** A host and port, or why there is none. */
export type DialAddress = Reached | { readonly unreachable: string };

/** Where a webhook listens. */
export interface WebhookAddress {
  /** Absolute and https, without a query. */
  readonly url: string;
  /** PEM of the authorities that are believed; empty: those of the host. */
  readonly authority: string;
  /** Where to connect in place of what the URL names; the certificate must still be the URL's. */
  readonly dial?: DialAddress;
  /** Who the webhook is told that asks; absent: nobody. */
  readonly credentials?: Credentials;
  /** Whose certificate the webhook shows, where that is not the URL's host. */
  readonly serverName?: string;
  /** True: whatever certificate it shows. */
  readonly skipVerification?: boolean;
}

export interface WebhookReply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Why there is no reply, in the words of Go's HTTP client. */
export class NoReply {
  readonly why: string;
  /** The connection broke off, and might hold another time. */
  readonly isBroken: boolean;
  constructor(why: string, isBroken = false) {
    this.why = why;
    this.isBroken = isBroken;
  }
}

export interface WebhookPost {
  readonly address: WebhookAddress;
  readonly body: string;
  /** Rounded up to seconds it is told to the webhook as the query parameter `timeout`. */
  readonly timeoutMs: number;
  readonly userAgent: string;
}
