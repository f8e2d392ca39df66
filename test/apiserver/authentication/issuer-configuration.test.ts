import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  JwtAuthenticators,
  problemsText,
  type OpenIdOptions,
} from '../../../reference/apiserver/authentication/openid/jwt-authenticators.ts';
import { configurationProblems } from '../../../reference/apiserver/authentication/openid/jwt-validation.ts';
import { Rejected } from '../../../reference/apiserver/authentication/authenticator.ts';
import { parseAuthenticationConfiguration } from '../../../reference/cluster/authentication-configuration.ts';
import { startCluster } from '../../../reference/index.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../../reference/sim/virtual-environment.ts';
import badConfigurations from './bad-configurations.json' with { type: 'json' };
import { signedByRsa } from './forged-token.ts';
import { PlayedIssuer } from './played-issuer.ts';

const own = ['https://kubernetes.default.svc'];

/** What a kube-apiserver 1.32.13 says of the same files. */
describe('A file about issuers that cannot be used', () => {
  it.each(badConfigurations)('is refused with the words of upstream: $what', ({ file, said }) => {
    const found = (): string => {
      try {
        return problemsText(configurationProblems(parseAuthenticationConfiguration(file), own));
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(found()).toBe(said);
  });
});

describe('The options about issuers', () => {
  const issuer = { 'oidc-issuer-url': 'https://issuer.example.com', 'oidc-client-id': 'cluster' };
  const file = 'apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n';
  it.each([
    [{ 'oidc-client-id': 'x' }, 'oidc-issuer-url and oidc-client-id must be specified together'],
    [{ ...issuer, 'oidc-signing-algs': 'RS256,HS256' }, 'oidc: unsupported signing alg: "HS256"'],
    [{ ...issuer, 'oidc-required-claim': 'x' }, 'malformed pair, expect string=string'],
    [
      { ...issuer, 'oidc-issuer-url': 'http://x.io' },
      '--oidc-issuer-url: Invalid value: "http://x.io": URL scheme',
    ],
    [{ ...issuer, 'service-account-issuer': 'https://issuer.example.com' }, 'URL must not overlap'],
    [{ ...issuer, 'authentication-config': file }, 'mutually exclusive'],
    [{ 'authentication-config': 'x: 1' }, "--authentication-config cannot be used: Object 'Kind' is missing"],
    [
      { 'anonymous-auth': 'true', 'authentication-config': `${file}anonymous: {enabled: true}` },
      'anonymous: Forbidden: --anonymous-auth flag cannot be set',
    ],
  ])('that cannot be used are named: %j', async (apiServer, message) => {
    await expect(startCluster({ apiServer })).rejects.toThrow(message);
  });

  it('let strangers in where everything is allowed, if the file says so', async () => {
    const apiServer = {
      'authorization-mode': 'AlwaysAllow',
      'authentication-config': `${file}anonymous: {enabled: true, conditions: [{path: /livez}]}`,
    };
    const cluster = await startCluster({ apiServer });
    const statusOf = async (path: string): Promise<number> =>
      (await cluster.handle({ method: 'GET', path, headers: {} })).status;
    expect(await statusOf('/livez')).toBe(200);
    expect(await statusOf('/readyz')).toBe(401);
    await cluster.stop();
  });
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

class Reloaded {
  readonly environment: VirtualEnvironment = createVirtualEnvironment({ seed: 1 });
  readonly issuers = new Map<string, PlayedIssuer>();
  readonly said: string[] = [];
  readonly authenticators: JwtAuthenticators;
  text: string;

  constructor(...names: readonly string[]) {
    this.text = this.fileOf(...names);
    const options: OpenIdOptions = {
      configuration: parseAuthenticationConfiguration(this.text),
      connect: () => ({
        get: (url) => this.issuer(url.replace(/^https:\/\/(\w+)\..*/, '$1')).get(url),
        close: () => undefined,
      }),
      algorithms: ['RS256'],
      ownIssuers: own,
      source: {
        initial: this.text,
        read: async () => this.text,
        parse: parseAuthenticationConfiguration,
      },
      tell: (line) => this.said.push(line),
    };
    this.authenticators = new JwtAuthenticators(this.environment, options);
    this.authenticators.start();
  }

  issuer(name: string): PlayedIssuer {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k' };
    const known = this.issuers.get(name) ?? new PlayedIssuer(`https://${name}.example.com`, [jwk]);
    this.issuers.set(name, known);
    return known;
  }

  fileOf(...names: readonly string[]): string {
    return JSON.stringify({
      apiVersion: 'apiserver.config.k8s.io/v1beta1',
      kind: 'AuthenticationConfiguration',
      jwt: names.map((name) => ({
        issuer: { url: `https://${name}.example.com`, audiences: ['cluster'] },
        claimMappings: { username: { claim: 'sub', prefix: `${name}:` } },
      })),
    });
  }

  /** The user that a token of the issuer proves; undefined: the issuer is nobody's; or why it proves nobody. */
  async userOf(name: string): Promise<string | undefined> {
    const nowSeconds = this.environment.clock.now() / 1000;
    const claims = { iss: `https://${name}.example.com`, aud: 'cluster', sub: 'dave', exp: nowSeconds + 60 };
    const asked = this.authenticators.authenticate(
      signedByRsa({ alg: 'RS256', kid: 'k' }, claims, privateKey),
    );
    // A token that nobody knows waits a moment for issuers that are being looked for.
    await this.environment.advance(1000);
    const opinion = await asked;
    return opinion instanceof Rejected ? opinion.reason : opinion?.identity.user;
  }
}

describe('A file about issuers that changes while the server runs', () => {
  it('adds issuers and takes them away', async () => {
    const server = new Reloaded('red');
    expect([await server.userOf('red'), await server.userOf('blue')]).toEqual(['red:dave', undefined]);
    server.text = server.fileOf('blue', 'green');
    await server.environment.advance(10_000);
    expect([await server.userOf('red'), await server.userOf('blue')]).toEqual([undefined, 'blue:dave']);
    expect(server.said).toEqual(['reloaded authentication config']);
    server.authenticators.stop();
  });

  it.each([
    ['no JSON', '{', 'failed to load authentication config: '],
    ['nothing', '', 'failed to load authentication config: empty config data'],
    [
      'strangers',
      '{"apiVersion":"apiserver.config.k8s.io/v1beta1","kind":"AuthenticationConfiguration","anonymous":{"enabled":true}}',
      'failed to validate authentication config: anonymous: Forbidden: changed from initial configuration file',
    ],
  ])('changes nothing where it makes no sense: %s', async (_what, text, said) => {
    const server = new Reloaded('red');
    server.text = text;
    await server.environment.advance(60_000);
    expect(await server.userOf('red')).toBe('red:dave');
    expect(server.said).toHaveLength(1);
    expect(server.said[0]).toContain(said);
    server.text = server.fileOf('blue');
    await server.environment.advance(10_000);
    expect(await server.userOf('blue')).toBe('blue:dave');
    server.authenticators.stop();
  });

  it('waits until all its issuers are found', async () => {
    const server = new Reloaded('red');
    server.issuer('blue').answer = () => ({ status: 404, statusText: '404 Not Found' });
    server.text = server.fileOf('blue');
    await server.environment.advance(100_000);
    expect([await server.userOf('red'), await server.userOf('blue')]).toEqual(['red:dave', undefined]);
    server.issuer('blue').answer = () => undefined;
    await server.environment.advance(20_000);
    expect([await server.userOf('red'), await server.userOf('blue')]).toEqual([undefined, 'blue:dave']);
    server.authenticators.stop();
  });
});
