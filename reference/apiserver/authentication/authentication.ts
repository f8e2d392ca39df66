import type { X509Certificate } from 'node:crypto';
import { storeOf } from '../admission/plugin-catalogue.ts';
import type { Environment } from '../../sim/environment.ts';
import type { ApiRequest, Identity } from '../message.ts';
import type { Registry } from '../registry/registry.ts';
import { amongTheKnown, anonymous } from './anonymous.ts';
import {
  inTurn,
  meantForTheApi,
  Rejected,
  type Asked,
  type Opinion,
  type RequestAuthenticator,
  type TokenAuthenticator,
} from './authenticator.ts';
import { bearerTokenAuthenticator } from './bearer-token.ts';
import { boundObjects } from './bound-objects.ts';
import { clientCertificateAuthenticator } from './client-certificate.ts';
import { JwtAuthenticators, type OpenIdOptions } from './openid/jwt-authenticators.ts';
import { passwordAuthenticator, tokenFileAuthenticator, type CredentialTable } from './credential-file.ts';
import { frontProxyAuthenticator, type FrontProxyOptions } from './front-proxy.ts';
import { bootstrapTokenAuthenticator, type FindBootstrapSecret } from './bootstrap-token.ts';
import { legacyIssuer, legacyTokenAuthenticator } from './legacy-token.ts';
import { serviceAccountTokenAuthenticator } from './service-account-token.ts';
import { CertificateVerifier } from './shown-certificate.ts';
import { TokenVerifier } from './signed-token.ts';
import { newTokenKeys, type GetTokenKeys, type TokenKeys } from './token-keys.ts';
import { webhookTokenAuthenticator, type TokenWebhookOptions } from './webhook-token.ts';

/** What a server believes of those who ask it. Everything may be left out. */
export interface AuthenticationOptions {
  /** Whether who shows no credentials is somebody (`system:anonymous`); absent: true. */
  readonly anonymous?: boolean;
  /** The only paths for which that goes; absent: all. */
  readonly anonymousPaths?: readonly string[];
  /** Authorities whose client certificates are believed, besides the listener's own. */
  readonly clientAuthorities?: readonly X509Certificate[];
  /** Proxies that say who their users are, and who vouches for the proxies. */
  readonly frontProxy?: FrontProxyOptions & { readonly authorities: readonly X509Certificate[] };
  readonly tokens?: CredentialTable;
  /** For HTTP basic authentication. */
  readonly passwords?: CredentialTable;
  readonly serviceAccounts?: ServiceAccountOptions;
  /** Issuers elsewhere whose tokens are believed. */
  readonly openId?: OpenIdOptions;
  /** Whether the tokens of machines that join are believed, which lie in Secrets; absent: false. */
  readonly bootstrapTokens?: boolean;
  /** A service that is asked about tokens that nobody else knows. */
  readonly webhook?: TokenWebhookOptions;
  /** What the API is called in tokens; absent: as their issuers. */
  readonly apiAudiences?: readonly string[];
}

export interface ServiceAccountOptions {
  /** The first issues tokens, all are believed; absent: `https://kubernetes.default.svc`. */
  readonly issuers?: readonly string[];
  /** Absent: keys of the server's own, which are gone with it. */
  readonly keys?: GetTokenKeys;
  /** Where others are told to find the keys; absent: at this server. */
  readonly keysUrl?: string;
  /** Tokens live no longer than this; absent: as long as they are asked to. */
  readonly maxExpirationSeconds?: number;
  /** Whether tokens that kubelets ask for live a year, for pods that do not read them anew; absent: true. */
  readonly extendsExpiration?: boolean;
  /** Whether tokens in Secrets must still lie there; absent: true. */
  readonly lookup?: boolean;
}

/** The same with keys for tokens, where it names none: those who share the options share them. */
export function withTokenKeys(
  options: AuthenticationOptions | undefined,
  keys: GetTokenKeys = newTokenKeys,
): AuthenticationOptions & { readonly serviceAccounts: { readonly keys: GetTokenKeys } } {
  const given = options?.serviceAccounts?.keys ?? once(keys);
  return { ...options, serviceAccounts: { ...options?.serviceAccounts, keys: given } };
}

/** The authorities whose client certificates mean something to the server, PEM: what a listener asks clients for. */
export function clientAuthoritiesOf(options: AuthenticationOptions | undefined): string | undefined {
  const all = [...(options?.clientAuthorities ?? []), ...(options?.frontProxy?.authorities ?? [])];
  return all.length === 0 ? undefined : all.map((authority) => authority.toString()).join('');
}

/** How tokens are issued by this server. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly keys: GetTokenKeys;
  readonly apiAudiences: readonly string[];
  /** Where others are told to find the keys, if not here. */
  readonly keysUrl: string | undefined;
  readonly maxExpirationSeconds: number | undefined;
  readonly extendsExpiration: boolean;
}

/** Who sends a request. */
export interface Authentication {
  readonly tokenIssuer: TokenIssuer;
  /**
   * The user whom the credentials of the request prove; `refused` where it shows credentials and none is right. What is worth
   * telling the audit log is added to the annotations. Never rejects for anything that a client can send.
   */
  authenticate(
    request: ApiRequest,
    annotations: Map<string, string>,
  ): Identity | 'refused' | Promise<Identity | 'refused'>;
  /** What a request with this bearer token, and nothing else, would be taken for. */
  review(token: string, audiences: readonly string[]): Promise<Opinion>;
  /** Begins to look for the issuers elsewhere whose tokens are believed; until they are found, their tokens are refused. */
  start(): void;
  stop(): void;
}

/** Who issues the tokens of a server that nobody has named. */
export const defaultIssuer: string = 'https://kubernetes.default.svc';

/**
 * Asks in the order of kube-apiserver: proxies, passwords, client certificates, tokens (of the file, in Secrets, issued, of
 * machines that join, of issuers elsewhere, a webhook's), and takes whom nobody knows for anonymous. Whom the transport is sure
 * of is not asked for anything.
 */
export function createAuthentication(
  parts: { readonly environment: Environment; readonly registry: Registry },
  options: AuthenticationOptions,
): Authentication {
  const issuers = options.serviceAccounts?.issuers ?? [defaultIssuer];
  const apiAudiences = options.apiAudiences ?? issuers;
  const keys = once(options.serviceAccounts?.keys ?? newTokenKeys);
  const openId =
    options.openId === undefined ? undefined : new JwtAuthenticators(parts.environment, options.openId);
  const tokens = tokenAuthenticators(parts, { ...options, openId }, { issuers, apiAudiences, keys });
  const recognise = inTurn(requestAuthenticators(options, apiAudiences, inTurn(tokens)));
  const isOpen = anonymousAt(options);
  const ask = async (request: ApiRequest, asked: Asked): Promise<Opinion> => {
    const opinion = await recognise(request, asked);
    if (opinion instanceof Rejected) return opinion;
    if (opinion !== undefined) return { ...opinion, identity: amongTheKnown(opinion.identity) };
    return isOpen(request) ? { identity: anonymous, audiences: asked.audiences } : undefined;
  };
  return {
    tokenIssuer: {
      issuer: issuers[0] ?? defaultIssuer,
      keys,
      apiAudiences,
      keysUrl: options.serviceAccounts?.keysUrl,
      maxExpirationSeconds: options.serviceAccounts?.maxExpirationSeconds,
      extendsExpiration: options.serviceAccounts?.extendsExpiration ?? true,
    },
    authenticate: (request, annotations) =>
      request.peer === undefined
        ? identityIn(ask(request, { audiences: apiAudiences, annotations }))
        : amongTheKnown(request.peer),
    review: (token, audiences) => {
      const request = { method: 'GET', path: '/', headers: { authorization: `Bearer ${token}` } };
      const asked = audiences.length === 0 ? apiAudiences : audiences;
      return ask(request, { audiences: asked, annotations: new Map() });
    },
    start: () => {
      openId?.start();
    },
    stop: () => {
      openId?.stop();
    },
  };
}

/** Which requests without credentials are somebody's. */
function anonymousAt({
  anonymous: isAllowed,
  anonymousPaths,
}: AuthenticationOptions): (request: ApiRequest) => boolean {
  if (isAllowed === false) return () => false;
  if (anonymousPaths === undefined || anonymousPaths.length === 0) return () => true;
  const paths = new Set(anonymousPaths);
  return ({ path }) => paths.has(pathOf(path));
}

/** Without the query, and decoded. */
function pathOf(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function identityIn(opinion: Promise<Opinion>): Promise<Identity | 'refused'> {
  const found = await opinion;
  return found === undefined || found instanceof Rejected ? 'refused' : found.identity;
}

function requestAuthenticators(
  options: AuthenticationOptions,
  apiAudiences: readonly string[],
  tokens: TokenAuthenticator,
): readonly RequestAuthenticator[] {
  const { frontProxy, passwords, clientAuthorities = [] } = options;
  // Tokens are first compared with the one that the server uses for itself, which nobody else has.
  const authenticators: RequestAuthenticator[] = [bearerTokenAuthenticator(() => undefined)];
  if (frontProxy !== undefined) {
    const verifier = new CertificateVerifier(frontProxy.authorities, false);
    authenticators.push(meantForTheApi(apiAudiences, frontProxyAuthenticator(verifier, frontProxy)));
  }
  if (passwords !== undefined)
    authenticators.push(meantForTheApi(apiAudiences, passwordAuthenticator(passwords)));
  const verifier = new CertificateVerifier(clientAuthorities, true);
  authenticators.push(clientCertificateAuthenticator(verifier), bearerTokenAuthenticator(tokens));
  return authenticators;
}

interface TokenNames {
  readonly issuers: readonly string[];
  readonly apiAudiences: readonly string[];
  readonly keys: GetTokenKeys;
}

function secretsOfSystem(registry: Registry): FindBootstrapSecret {
  const store = storeOf(registry, '', 'secrets');
  return (name) => store.cache.objects.get(store.keyOf('kube-system', name))?.object;
}

function tokenAuthenticators(
  { environment, registry }: { readonly environment: Environment; readonly registry: Registry },
  options: Omit<AuthenticationOptions, 'openId'> & { readonly openId: JwtAuthenticators | undefined },
  { issuers, apiAudiences, keys }: TokenNames,
): readonly TokenAuthenticator[] {
  const find = boundObjects(registry);
  const common = { environment, find, apiAudiences, lookup: options.serviceAccounts?.lookup ?? true };
  const { tokens, openId, webhook } = options;
  return [
    ...(tokens === undefined ? [] : [meantForTheApi(apiAudiences, tokenFileAuthenticator(tokens))]),
    legacyTokenAuthenticator({ ...common, verifier: new TokenVerifier([legacyIssuer], keys) }),
    serviceAccountTokenAuthenticator({ ...common, verifier: new TokenVerifier(issuers, keys) }),
    ...(options.bootstrapTokens === true
      ? [
          meantForTheApi(
            apiAudiences,
            bootstrapTokenAuthenticator(environment.clock, secretsOfSystem(registry)),
          ),
        ]
      : []),
    ...(openId === undefined
      ? []
      : [meantForTheApi(apiAudiences, (token: string) => openId.authenticate(token))]),
    ...(webhook === undefined ? [] : [webhookTokenAuthenticator(environment, webhook, apiAudiences)]),
  ];
}

/** Keys are made when they are first needed: most servers in a test never sign anything. */
function once(keys: GetTokenKeys): GetTokenKeys {
  let made: TokenKeys | undefined;
  return () => (made ??= keys());
}
