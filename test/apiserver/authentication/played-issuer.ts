import type {
  IssuerAnswer,
  IssuerConnection,
} from '../../../reference/apiserver/authentication/openid/issuer-connection.ts';
import type { OpenIdOptions } from '../../../reference/apiserver/authentication/openid/jwt-authenticators.ts';
import type { JwtConfiguration } from '../../../reference/apiserver/authentication/openid/authentication-configuration.ts';
import type { ApiFixture } from '../api-fixture.ts';

type Json = Readonly<Record<string, unknown>>;

/** An issuer without a network. */
export class PlayedIssuer implements IssuerConnection {
  readonly url: string;
  /** Every path that was asked for. */
  readonly asked: string[] = [];
  keys: readonly Json[];
  headers: Readonly<Record<string, string>> = {};
  /** What is answered in place of what an issuer should answer. */
  answer: (url: string) => Partial<IssuerAnswer> | undefined | Promise<Partial<IssuerAnswer>> = () =>
    undefined;

  constructor(url: string, keys: readonly Json[]) {
    this.url = url;
    this.keys = keys;
  }

  async get(url: string): Promise<IssuerAnswer> {
    this.asked.push(url.slice(this.url.length));
    const document = url.endsWith('/keys')
      ? { keys: this.keys }
      : { issuer: this.url, jwks_uri: `${this.url}/keys` };
    const text = JSON.stringify(document);
    return { status: 200, statusText: '200 OK', headers: this.headers, text, ...(await this.answer(url)) };
  }

  close(): void {
    this.asked.push('closed');
  }

  /** How often its keys were asked for. */
  get keyRequests(): number {
    return this.asked.filter((path) => path === '/keys').length;
  }
}

/** A configuration of one issuer, for the client `cluster`, whose users are called as they are. */
export function configurationOf(url: string): JwtConfiguration {
  return {
    issuer: {
      url,
      discoveryUrl: '',
      certificateAuthority: '',
      audiences: ['cluster'],
      audienceMatchPolicy: '',
    },
    claimValidationRules: [],
    username: { claim: 'sub', expression: '', prefix: '' },
    groups: { claim: 'groups', expression: '', prefix: '' },
    uid: { claim: '', expression: '' },
    extra: [],
    userValidationRules: [],
  };
}

export function soleIssuer(issuer: PlayedIssuer, algorithms: readonly string[] = ['RS256']): OpenIdOptions {
  return {
    configuration: { jwt: [configurationOf(issuer.url)], anonymous: undefined },
    connect: () => issuer,
    algorithms,
    ownIssuers: [],
  };
}

/** What a TokenReview says of a token. */
export async function reviewOf(
  api: Pick<ApiFixture, 'send'>,
  token: string,
): Promise<{ readonly authenticated?: boolean; readonly error?: string; readonly user?: Json }> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  return (await api.send('POST', '/apis/authentication.k8s.io/v1/tokenreviews', body)).body[
    'status'
  ] as object;
}
