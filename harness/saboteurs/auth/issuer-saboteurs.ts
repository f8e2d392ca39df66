import { get } from 'node:https';
import { sharedWebhookServer } from '../../world/webhook-server.ts';
import { kubeApiSaboteur, objectOf, without, wrapKubeApi, type JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { failure } from './breach.ts';
import { believesToken, readToken, saysOfToken, saysOfUser, shownToken } from './credential.ts';
import { reviewedToken, textOf, tokenIsOf } from './issuer-token.ts';

/** The status of a review of a token that proves nobody. */
const refusedStatus: JsonObject = { user: {}, error: 'invalid bearer token' };

const refused = { status: 401, body: failure(401, 'Unauthorized') };

function audiencesOf(token: string): readonly unknown[] {
  const { aud } = readToken(token).claims;
  return Array.isArray(aud) ? aud : [aud];
}

/** Whom a token tells. */
const namingSaboteurs: readonly Saboteur[] = [
  saysOfUser(
    {
      id: 'forgets-groups-of-issuers',
      breaks: 'AUTH-15a',
      title: 'gives no groups for the token of an issuer',
    },
    (user, { request }) =>
      tokenIsOf(shownToken(request), 'acme') ? { ...user, groups: ['system:authenticated'] } : undefined,
  ),
  saysOfToken(
    {
      id: 'wants-groups-in-a-list',
      breaks: 'AUTH-15a',
      title: 'refuses a token that names one group by a text',
      upstream: 'kubernetes/kubernetes#33290: a claim of one group had to be a list',
    },
    (_status, seen) =>
      typeof readToken(reviewedToken(seen)).claims['groups'] === 'string' ? refusedStatus : undefined,
  ),
  saysOfUser(
    {
      id: 'forgets-ids-of-tokens-of-issuers',
      breaks: 'AUTH-15a',
      title: 'does not tell which token of an issuer it was',
    },
    (user, { request }) =>
      tokenIsOf(shownToken(request), 'acme') && user['extra'] !== undefined
        ? without(user, 'extra')
        : undefined,
  ),
  saysOfUser(
    {
      id: 'names-users-without-their-issuer',
      breaks: 'AUTH-15b',
      title: 'lets an issuer name users as it likes',
    },
    (user, { request }) =>
      tokenIsOf(shownToken(request), 'acme')
        ? { ...user, username: textOf(user['username']).split('#')[1] }
        : undefined,
  ),
  saysOfToken(
    {
      id: 'puts-the-issuer-before-every-name',
      breaks: 'AUTH-15b',
      title: 'passes over what it was told to put before names',
      upstream: 'kubernetes/kubernetes#56169: the option for what stands before names had no effect',
    },
    (status, seen) => {
      const user = objectOf(status['user']);
      const token = reviewedToken(seen);
      return tokenIsOf(token, 'late') && user['username'] === 'dave'
        ? { ...status, user: { ...user, username: `${textOf(readToken(token).claims['iss'])}#dave` } }
        : undefined;
    },
  ),
  saysOfUser(
    {
      id: 'does-not-ask-elsewhere-for-groups',
      breaks: 'AUTH-15m',
      title: 'passes over the groups that others tell',
      upstream:
        'kubernetes/kubernetes#63213: until claims told elsewhere were fetched, such users had no groups',
    },
    (user, { request }) =>
      readToken(shownToken(request) ?? '').claims['_claim_names'] === undefined
        ? undefined
        : { ...user, groups: ['system:authenticated'] },
  ),
];

/** What is believed. */
const believingSaboteurs: readonly Saboteur[] = [
  believesToken(
    {
      id: 'accepts-tokens-for-other-clients',
      breaks: 'AUTH-15c',
      title: 'does not look for which client an issuer has made the token',
      upstream:
        'kubernetes/kubernetes#70322: the tokens of an issuer were good whatever audience was asked for',
    },
    (token) => tokenIsOf(token, 'acme') && !audiencesOf(token).includes('cluster'),
  ),
  believesToken(
    {
      id: 'accepts-expired-tokens-of-issuers',
      breaks: 'AUTH-15d',
      title: 'does not look whether the token of an issuer has expired',
    },
    (token) => {
      const { exp, iat } = readToken(token).claims;
      return tokenIsOf(token, 'acme') && !(Number(exp) >= Number(iat));
    },
  ),
  believesToken(
    {
      id: 'accepts-tokens-of-issuers-too-early',
      breaks: 'AUTH-15d',
      title: 'does not look whether the time of a token has come',
    },
    (token) => tokenIsOf(token, 'acme') && readToken(token).claims['nbf'] !== undefined,
  ),
  believesToken(
    {
      id: 'accepts-unsigned-tokens-of-issuers',
      breaks: 'AUTH-15e',
      title: 'believes whoever says that an issuer has made the token',
    },
    (token) => tokenIsOf(token, 'acme') && readToken(token).header['alg'] === 'none',
  ),
  believesToken(
    {
      id: 'takes-public-keys-for-secrets',
      breaks: 'AUTH-15e',
      title: 'verifies with the public key of an issuer what the token says is signed with a secret',
    },
    (token) => tokenIsOf(token, 'acme') && readToken(token).header['alg'] === 'HS256',
  ),
  believesToken(
    {
      id: 'signs-in-any-way',
      breaks: 'AUTH-15e',
      title: 'passes over which signatures are allowed',
    },
    (token) => tokenIsOf(token, 'acme') && readToken(token).header['alg'] === 'ES256',
  ),
  believesToken(
    {
      id: 'does-not-look-at-required-claims',
      breaks: 'AUTH-15f',
      title: 'lets everybody in whom the issuer knows',
      upstream:
        'kubernetes/kubernetes#61276: whoever had an account with a large issuer could log in to every cluster that believed it',
    },
    (token) => {
      const { sub, tenant } = readToken(token).claims;
      return tokenIsOf(token, 'acme') && sub === 'dave' && tenant !== 'blue';
    },
  ),
  believesToken(
    {
      id: 'believes-unverified-addresses',
      breaks: 'AUTH-15g',
      title: 'takes an address for a name that nobody has verified',
      upstream:
        'kubernetes/kubernetes#36087: whether an issuer had verified an address was not looked at before',
    },
    (token) => tokenIsOf(token, 'mail') && readToken(token).claims['email_verified'] === false,
  ),
  saysOfToken(
    {
      id: 'wants-every-address-verified',
      breaks: 'AUTH-15g',
      title: 'refuses tokens that do not say whether the address was verified',
      upstream: 'kubernetes/kubernetes#59496: tokens without the claim email_verified were refused',
    },
    (_status, seen) => {
      const { claims } = readToken(reviewedToken(seen));
      return claims['email'] !== undefined && claims['email_verified'] === undefined
        ? refusedStatus
        : undefined;
    },
  ),
  believesToken(
    {
      id: 'makes-texts-of-claims',
      breaks: 'AUTH-15h',
      title: 'takes a number for the name of a user',
    },
    (token) => tokenIsOf(token, 'acme') && typeof readToken(token).claims['sub'] === 'number',
  ),
  believesToken(
    {
      id: 'believes-groups-told-by-anybody',
      breaks: 'AUTH-15m',
      title: 'lets in whose groups nobody could tell',
    },
    (token) => readToken(token).claims['_claim_names'] !== undefined,
  ),
];

function keyOf(token: string | undefined): string {
  return token === undefined ? '' : textOf(readToken(token).header['kid']);
}

/** Keys, and where they come from. */
const keySaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'keeps-keys-for-ever',
      breaks: 'AUTH-15i',
      title: 'asks an issuer for its keys once and never again',
      upstream: 'kubernetes/kubernetes#139769: keys that an issuer had changed to were not asked for',
    },
    () => {
      let first = '';
      return {
        answer: ({ request, status }) => {
          const key = keyOf(shownToken(request));
          if (key === '' || status !== 200) return undefined;
          if (first === '') first = key;
          return key === first ? undefined : refused;
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'believes-withdrawn-keys',
      breaks: 'AUTH-15i',
      title: 'goes on to believe a key that its issuer has withdrawn',
    },
    () => {
      let latest = '';
      return {
        answer: async ({ request, status }, ask) => {
          const key = keyOf(shownToken(request));
          if (key !== '' && status === 200) latest = key;
          if (status !== 401 || key === '' || latest === '' || key === latest) return undefined;
          const answer = await ask({ path: request.path });
          return { status: answer.status, headers: answer.headers, body: answer.text };
        },
      };
    },
  ),
  saysOfToken(
    {
      id: 'gives-up-on-issuers',
      breaks: 'AUTH-15j',
      title: 'looks for its issuer at the start only',
      upstream:
        'kubernetes/kubernetes#28036: an issuer that was not there at the start was a reason not to start',
    },
    (_status, seen) => (tokenIsOf(reviewedToken(seen), 'late') ? refusedStatus : undefined),
  ),
  saysOfToken(
    {
      id: 'believes-issuers-that-are-not-there',
      breaks: 'AUTH-15j',
      title: 'believes the tokens of an issuer that it has not found',
    },
    (status) =>
      textOf(status['error']).includes('not initialized')
        ? { authenticated: true, user: { username: 'dave' } }
        : undefined,
  ),
  saysOfToken(
    {
      id: 'does-not-say-what-is-wrong-with-tokens',
      breaks: 'AUTH-15k',
      title: 'says of the tokens of issuers only that they are invalid',
      upstream:
        'kubernetes/kubernetes#136887: the reason why a token was refused could not be found out from anywhere',
    },
    (status) => (textOf(status['error']).includes('oidc: ') ? refusedStatus : undefined),
  ),
  saysOfToken(
    {
      id: 'overlooks-slashes-of-issuers',
      breaks: 'AUTH-15n',
      title: 'takes two issuers for one whose names differ by a slash',
    },
    (_status, seen) =>
      textOf(readToken(reviewedToken(seen)).claims['iss']).endsWith('/acme/')
        ? { authenticated: true, user: { username: 'dave' } }
        : undefined,
  ),
  {
    id: 'asks-the-issuer-about-every-token',
    breaks: 'AUTH-15l',
    title: 'asks for the keys before it looks at what the token says',
    port: 'kubeApi',
    wrap: (ports, reached) =>
      wrapKubeApi(ports, (api) => async (request) => {
        if (tokenIsOf(shownToken(request), 'acme')) {
          reached();
          await askForKeys('acme');
        }
        return api.send(request);
      }),
  },
];

async function askForKeys(issuer: string): Promise<void> {
  const { url, authority } = await sharedWebhookServer();
  await new Promise<void>((resolve, reject) => {
    get(`${url}/${issuer}/keys`, { ca: authority, agent: false }, (answer) => {
      answer.resume().once('end', resolve);
    }).once('error', reject);
  });
}

/** One issuer, told by options. */
export const issuerSaboteurs: readonly Saboteur[] = [
  ...namingSaboteurs,
  ...believingSaboteurs,
  ...keySaboteurs,
];
