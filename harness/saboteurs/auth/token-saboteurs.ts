import { kubeApiSaboteur, objectOf, sentText, without, type JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { failure } from './breach.ts';
import {
  answersWithToken,
  asksForToken,
  believesToken,
  boundTo,
  issues,
  namesKey,
  readToken,
  saysOfToken,
  saysOfUser,
  shownToken,
  shows,
  withClaims,
} from './credential.ts';

const api = 'https://kubernetes.default.svc';

function isForApi(token: string): boolean {
  const { aud } = readToken(token).claims;
  return Array.isArray(aud) && aud.includes(api);
}

function validSeconds(token: string): number {
  const { exp, iat } = readToken(token).claims;
  return Number(exp) - Number(iat);
}

/** Issues a token with other claims: only the status of the answer is another. */
function withToken(body: JsonObject, change: (claims: JsonObject) => JsonObject): JsonObject {
  const status = objectOf(body['status']);
  return { ...body, status: { ...status, token: withClaims(String(status['token']), change) } };
}

/** What tokens prove, and how long. */
const provingSaboteurs: readonly Saboteur[] = [
  saysOfUser(
    {
      id: 'forgets-groups-of-tokens',
      breaks: 'AUTH-3',
      title: 'gives no groups for a token of the file',
    },
    (user, { request }) =>
      shownToken(request) === 'alices-token' ? { ...user, groups: ['system:authenticated'] } : undefined,
  ),
  saysOfUser(
    {
      id: 'names-accounts-without-namespace',
      breaks: 'AUTH-3',
      title: 'names service accounts without their namespace',
    },
    (user) => {
      const name = String(user['username']);
      return name.startsWith('system:serviceaccount:')
        ? { ...user, username: name.replace(/:[^:]+:/, ':') }
        : undefined;
    },
  ),
  believesToken(
    {
      id: 'accepts-tokens-of-what-is-gone',
      breaks: 'AUTH-3e',
      title: 'believes tokens whose pod, secret, node or account is gone',
      upstream:
        'kubernetes/kubernetes#81136: tokens outlived whatever they had been made for, and nobody could end them',
    },
    (token) => namesKey(token) && isForApi(token) && validSeconds(token) === 3600,
  ),
  believesToken(
    {
      id: 'accepts-tokens-of-recreated-objects',
      breaks: 'AUTH-3e',
      title: 'looks for what a token is bound to by its name, not by its uid',
    },
    (token) => namesKey(token) && isForApi(token) && boundTo(token)['secret'] !== undefined,
  ),
  kubeApiSaboteur(
    {
      id: 'ends-tokens-with-the-deletion',
      breaks: 'AUTH-3p',
      title: 'ends the token of a pod as soon as its deletion is asked for',
      upstream:
        'kubernetes/kubernetes#89583: pods could not use their tokens any more while they were given time to end',
    },
    () => {
      let isGoing = false;
      return {
        answer: ({ request }) => {
          isGoing ||= request.method === 'DELETE' && /\/pods\/[^/]+$/.test(request.path);
          const token = shownToken(request);
          return isGoing && token !== undefined && boundTo(token)['pod'] !== undefined
            ? { status: 401, body: failure(401, 'Unauthorized') }
            : undefined;
        },
      };
    },
  ),
  believesToken(
    { id: 'accepts-expired-tokens', breaks: 'AUTH-3f', title: 'believes tokens that have expired' },
    (token) => namesKey(token) && validSeconds(token) === 600,
  ),
  believesToken(
    {
      id: 'accepts-tokens-for-others',
      breaks: 'AUTH-3g',
      title: 'does not look at the audiences of tokens',
    },
    (token) => namesKey(token) && !isForApi(token),
  ),
  believesToken(
    { id: 'accepts-unsigned-tokens', breaks: 'AUTH-3h', title: 'believes tokens that carry no signature' },
    (token) => readToken(token).header['alg'] === 'none',
  ),
  believesToken(
    {
      id: 'accepts-tokens-signed-with-secrets',
      breaks: 'AUTH-3h',
      title: 'verifies signatures as the token itself proposes',
    },
    (token) => readToken(token).header['alg'] === 'HS256',
  ),
  shows(
    {
      id: 'accepts-changed-tokens',
      breaks: 'AUTH-3h',
      title: 'verifies a part of the token only',
    },
    (request) =>
      request.headers['authorization']?.endsWith('$') === true
        ? {
            ...request,
            headers: { ...request.headers, authorization: request.headers['authorization'].slice(0, -1) },
          }
        : undefined,
  ),
  saysOfToken(
    { id: 'forgets-pods-of-tokens', breaks: 'AUTH-3i', title: 'does not say whose pod a token is' },
    (status) => {
      const user = objectOf(status['user']);
      const extra = objectOf(user['extra']);
      const left = Object.fromEntries(Object.entries(extra).filter(([key]) => !key.includes('/pod-')));
      return 'authentication.kubernetes.io/pod-name' in extra
        ? { ...status, user: { ...user, extra: left } }
        : undefined;
    },
  ),
  believesToken(
    {
      id: 'believes-webhooks-about-others',
      breaks: 'AUTH-3o',
      title: 'does not look for which audiences a webhook vouches',
    },
    (token) => token === 'wrong3',
  ),
  saysOfUser(
    {
      id: 'forgets-groups-of-webhooks',
      breaks: 'AUTH-3o',
      title: 'passes over the groups that a webhook says',
    },
    (user, { request }) =>
      shownToken(request) === 'known-elsewhere' ? { ...user, groups: ['system:authenticated'] } : undefined,
  ),
  believesToken(
    {
      id: 'knows-itself-by-its-issuer-only',
      breaks: 'AUTH-3m',
      title: 'takes tokens for the issuer although the API has other names',
    },
    (token) => readToken(token).claims['iss'] === 'https://issuer.example.com',
  ),
];

/** A server that knows its own tokens only. */
const knowsOwnTokensOnly: Saboteur = {
  id: 'knows-its-own-tokens-only',
  breaks: 'AUTH-3q',
  title: 'verifies tokens with a key that no other server has',
  port: 'otherKubeApi',
  wrap: (ports, reached) => {
    const { otherKubeApi } = ports;
    if (otherKubeApi === undefined) return ports;
    return {
      ...ports,
      otherKubeApi: {
        send: (request) => {
          const { authorization, ...headers } = request.headers;
          if (authorization === undefined) return otherKubeApi.send(request);
          reached();
          return otherKubeApi.send({ ...request, headers: { ...headers, authorization: 'Bearer unknown' } });
        },
      },
    };
  },
};

/** Tokens that lie in Secrets. */
const keepingSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'gives-secrets-no-token',
      breaks: 'AUTH-3n',
      title: 'leaves Secrets for tokens without one',
    },
    () => ({
      answer: ({ body }) => {
        const data = objectOf(body['data']);
        return body['kind'] === 'Secret' && data['token'] !== undefined
          ? { body: { ...body, data: without(data, 'token') } }
          : undefined;
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'leaves-tokens-behind',
      breaks: 'AUTH-3n',
      title: 'keeps the Secrets with the tokens of accounts that are gone',
    },
    () => {
      let last: JsonObject | undefined;
      return {
        answer: ({ request, status, body }) => {
          if (!/\/secrets\/[^/]+$/.test(request.path) || request.method !== 'GET') return undefined;
          if (status === 200) last = body;
          return status === 404 && last !== undefined ? { status: 200, body: last } : undefined;
        },
      };
    },
  ),
  knowsOwnTokensOnly,
];

/** What is issued, refused and published. */
const issuingSaboteurs: readonly Saboteur[] = [
  answersWithToken(
    {
      id: 'forgets-when-tokens-expire',
      breaks: 'AUTH-3b',
      title: 'does not say when the token expires',
    },
    (body) => ({ ...body, status: without(objectOf(body['status']), 'expirationTimestamp') }),
  ),
  issues(
    {
      id: 'issues-short-tokens',
      breaks: 'AUTH-3b',
      title: 'issues tokens for ten minutes where nothing is asked for',
    },
    (spec) => (spec['expirationSeconds'] === undefined ? { ...spec, expirationSeconds: 600 } : undefined),
  ),
  issues(
    { id: 'issues-for-the-api-only', breaks: 'AUTH-3c', title: 'passes over the audiences asked for' },
    (spec) => (spec['audiences'] === undefined ? undefined : without(spec, 'audiences')),
  ),
  answersWithToken(
    { id: 'signs-something-else', breaks: 'AUTH-3c', title: 'issues tokens whose signature is another’s' },
    (body) => withToken(body, (claims) => ({ ...claims, jti: 'another' })),
  ),
  kubeApiSaboteur(
    {
      id: 'issues-for-accounts-that-are-not',
      breaks: 'AUTH-3d',
      title: 'issues tokens for accounts that do not exist',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 404 && asksForToken(request)
          ? { status: 201, body: { kind: 'TokenRequest', status: { token: 'x' } } }
          : undefined,
    }),
  ),
  issues(
    {
      id: 'binds-to-whatever-has-the-name',
      breaks: 'AUTH-3d',
      title: 'passes over the uid of what the token is to be bound to',
    },
    (spec) => {
      const reference = objectOf(spec['boundObjectRef']);
      return reference['uid'] === undefined
        ? undefined
        : { ...spec, boundObjectRef: without(reference, 'uid') };
    },
  ),
  issues(
    {
      id: 'issues-for-seconds',
      breaks: 'AUTH-3d',
      title: 'lengthens what is too short instead of refusing it',
    },
    (spec) => (Number(spec['expirationSeconds']) < 600 ? { ...spec, expirationSeconds: 600 } : undefined),
  ),
  issues(
    {
      id: 'extends-nothing',
      breaks: 'AUTH-3j',
      title: 'issues tokens of pods for no longer than was asked for',
    },
    (spec) =>
      spec['expirationSeconds'] === 3607 && spec['boundObjectRef'] !== undefined
        ? { ...spec, expirationSeconds: 3606 }
        : undefined,
  ),
  kubeApiSaboteur(
    {
      id: 'shortens-silently',
      breaks: 'AUTH-3k',
      title: 'does not say that it has shortened what was asked for',
    },
    () => ({
      answer: ({ request, headers, text }) =>
        asksForToken(request) && headers['warning'] !== undefined
          ? { headers: { ...headers, warning: '' }, body: text }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'publishes-private-keys',
      breaks: 'AUTH-3l',
      title: 'publishes more of its keys than is public',
    },
    () => ({
      answer: ({ request, body }) => {
        if (request.path !== '/openid/v1/jwks' || !Array.isArray(body['keys'])) return undefined;
        return { body: { keys: body['keys'].map((key) => ({ ...objectOf(key), d: 'private' })) } };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'publishes-keys-at-home-only',
      breaks: 'AUTH-3r',
      title: 'says that its keys are at the server itself, although it was told otherwise',
    },
    () => ({
      answer: ({ request, body }) =>
        request.path === '/.well-known/openid-configuration' && body['jwks_uri'] !== undefined
          ? { body: { ...body, jwks_uri: 'https://127.0.0.1:6443/openid/v1/jwks' } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'names-another-issuer',
      breaks: 'AUTH-3l',
      title: 'says of itself another issuer than its tokens do',
    },
    () => ({
      answer: ({ request, body }) =>
        request.path === '/.well-known/openid-configuration' && body['issuer'] !== undefined
          ? { body: { ...body, issuer: 'https://kubernetes' } }
          : undefined,
    }),
  ),
  saysOfToken(
    {
      id: 'reviews-for-whoever-asks',
      breaks: 'AUTH-8t',
      title: 'says that a token is for all the audiences that were asked for',
      upstream:
        'kubernetes/kubernetes#62692: until audiences were told in the answer nobody could know whether they had been looked at',
    },
    (status, { request }) => {
      const asked = objectOf(objectOf(JSON.parse(sentText(request)))['spec'])['audiences'];
      return status['authenticated'] === true && asked !== undefined
        ? { ...status, audiences: asked }
        : undefined;
    },
  ),
  saysOfToken(
    { id: 'reviews-without-a-reason', breaks: 'AUTH-8t', title: 'does not say why a token proves nobody' },
    (status) => (status['error'] === undefined ? undefined : without(status, 'error')),
  ),
  saysOfToken(
    {
      id: 'reviews-whatever-the-audience',
      breaks: 'AUTH-8u',
      title: 'says whom a token proves also to those for whom it is not',
    },
    (status) =>
      status['authenticated'] === true || status['error'] === undefined
        ? undefined
        : { authenticated: true, user: { username: 'alice' } },
  ),
];

export const tokenSaboteurs: readonly Saboteur[] = [
  ...provingSaboteurs,
  ...issuingSaboteurs,
  ...keepingSaboteurs,
];
