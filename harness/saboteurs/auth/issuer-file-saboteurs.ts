import { readsChangedFile } from '../changed-file.ts';
import type { StartAttempt } from '../../ports/ports.ts';
import { kubeApiSaboteur, objectOf, without, type SaboteurTitle } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { failure } from './breach.ts';
import { believesToken, readToken, saysOfToken, saysOfUser, shownToken } from './credential.ts';
import { textOf, tokenIsOf } from './issuer-token.ts';

const refused = { status: 401, body: failure(401, 'Unauthorized') };

/** Makes somebody of a token that is refused for such a reason. */
function believesInSpiteOf(named: SaboteurTitle, reason: RegExp): Saboteur {
  return saysOfToken(named, (status) =>
    reason.test(textOf(status['error']))
      ? { authenticated: true, user: { username: 'partner:eve' } }
      : undefined,
  );
}

/** Several issuers, and what is made of what they claim. */
const configuredSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'looks-at-the-first-audience-only',
      breaks: 'AUTH-16a',
      title: 'takes the first audience of an issuer for the only one',
    },
    () => ({
      answer: ({ request, status }) => {
        const { aud } = readToken(shownToken(request) ?? '').claims;
        return status === 201 && Array.isArray(aud) && aud.includes('cluster-2') ? refused : undefined;
      },
    }),
  ),
  believesToken(
    {
      id: 'believes-one-issuer-about-another',
      breaks: 'AUTH-16a',
      title: 'verifies a token with the keys of all its issuers',
    },
    (token) => tokenIsOf(token, 'corp') && textOf(readToken(token).header['kid']).startsWith('partner-'),
  ),
  saysOfUser(
    {
      id: 'forgets-extra-fields-of-issuers',
      breaks: 'AUTH-16b',
      title: 'passes over the extra fields that expressions make',
    },
    (user) =>
      objectOf(user['extra'])['example.com/tenant'] === undefined ? undefined : without(user, 'extra'),
  ),
  saysOfUser(
    {
      id: 'keeps-empty-extra-texts',
      breaks: 'AUTH-16b',
      title: 'keeps empty texts that an expression has made',
    },
    (user) => {
      const tenants = objectOf(user['extra'])['example.com/tenant'];
      return Array.isArray(tenants)
        ? { ...user, extra: { 'example.com/tenant': [...(tenants as readonly unknown[]), ''] } }
        : undefined;
    },
  ),
  believesInSpiteOf(
    {
      id: 'makes-a-user-of-anything',
      breaks: 'AUTH-16b',
      title: 'goes on with what it has where an expression fails',
    },
    /claim expression|must return a string/,
  ),
  believesInSpiteOf(
    {
      id: 'passes-over-rules-about-claims',
      breaks: 'AUTH-16c',
      title: 'believes a token whose claims break a rule',
    },
    /claim validation expression/,
  ),
  saysOfToken(
    {
      id: 'does-not-tell-the-message-of-a-rule',
      breaks: 'AUTH-16c',
      title: 'says that a rule is broken, but not what the rule says of it',
    },
    (status) =>
      textOf(status['error']).includes('failed: ')
        ? { ...status, error: textOf(status['error']).replace(/failed: .*/, 'failed: ]') }
        : undefined,
  ),
  believesInSpiteOf(
    {
      id: 'passes-over-rules-about-users',
      breaks: 'AUTH-16d',
      title: 'makes users whose names are reserved',
    },
    /user info validation rule/,
  ),
  believesToken(
    {
      id: 'believes-issuers-by-their-address',
      breaks: 'AUTH-16e',
      title: 'takes where an issuer is described for its name',
    },
    (token) => tokenIsOf(token, 'partner'),
  ),
  kubeApiSaboteur(
    {
      id: 'never-finds-issuers-that-are-described-elsewhere',
      breaks: 'AUTH-16e',
      title: 'does not know the tokens of an issuer that is described elsewhere',
    },
    () => ({
      answer: ({ request }) =>
        readToken(shownToken(request) ?? '').claims['iss'] === 'https://partner.example.com'
          ? refused
          : undefined,
    }),
  ),
];

/** Does for strangers what somebody may. */
function letsStrangersIn(named: SaboteurTitle, status: number, paths: RegExp): Saboteur {
  return kubeApiSaboteur(named, () => ({
    answer: async (seen, ask) => {
      const { request } = seen;
      if (seen.status !== status || request.user !== 'anonymous' || !paths.test(request.path))
        return undefined;
      const answer = await ask({ path: request.path });
      return { status: answer.status, headers: answer.headers, body: answer.text };
    },
  }));
}

const strangerSaboteurs: readonly Saboteur[] = [
  letsStrangersIn(
    {
      id: 'opens-all-doors-to-strangers',
      breaks: 'AUTH-16f',
      title: 'passes over the paths to which strangers are restricted',
      upstream: 'kubernetes/kubernetes#127883: a version of the server did not know the field for strangers',
    },
    401,
    /^\/version$/,
  ),
  letsStrangersIn(
    {
      id: 'opens-what-lies-behind-doors',
      breaks: 'AUTH-16f',
      title: 'takes a path for everything that begins with it',
    },
    401,
    /^\/livez\//,
  ),
  letsStrangersIn(
    {
      id: 'gives-strangers-rights',
      breaks: 'AUTH-16f',
      title: 'takes a door that is open for the right to do whatever is behind it',
    },
    403,
    /^\/api$/,
  ),
  kubeApiSaboteur(
    {
      id: 'closes-doors-with-a-query',
      breaks: 'AUTH-16f',
      title: 'takes the query for a part of the path',
    },
    () => ({
      answer: ({ request }) =>
        request.user === 'anonymous' && request.path.startsWith('/livez?') ? refused : undefined,
    }),
  ),
];

/** Changes what becomes of a server that is started with such options. */
function startsOtherwise(
  named: SaboteurTitle,
  chosen: (flags: Readonly<Record<string, string>>) => boolean,
  change: (attempt: StartAttempt) => StartAttempt,
): Saboteur {
  return {
    ...named,
    port: 'serverProcess',
    wrap: (ports, reached) => {
      const { serverProcess } = ports;
      if (serverProcess === undefined) return ports;
      return {
        ...ports,
        serverProcess: {
          ...serverProcess,
          tryToStart: async (flags) => {
            const attempt = await serverProcess.tryToStart(flags);
            if (!chosen(flags)) return attempt;
            reached();
            return change(attempt);
          },
        },
      };
    },
  };
}

const file = 'authentication-config';

function started(attempt: StartAttempt): StartAttempt {
  return { ...attempt, started: true };
}

const startingSaboteurs: readonly Saboteur[] = [
  startsOtherwise(
    { id: 'starts-with-any-issuer', breaks: 'AUTH-15o', title: 'starts whatever issuer it is told of' },
    (flags) => flags['oidc-issuer-url'] !== undefined,
    started,
  ),
  startsOtherwise(
    { id: 'starts-with-any-file', breaks: 'AUTH-16g', title: 'passes over what makes no sense in the file' },
    (flags) => flags[file] !== undefined,
    started,
  ),
  startsOtherwise(
    {
      id: 'does-not-say-which-field',
      breaks: 'AUTH-16g',
      title: 'says that the file is no good, but not what is wrong with it',
    },
    (flags) => flags[file] !== undefined,
    (attempt) => ({ ...attempt, said: 'the file cannot be used' }),
  ),
  startsOtherwise(
    {
      id: 'prefers-the-file-to-the-options',
      breaks: 'AUTH-16h',
      title: 'passes over options that contradict the file',
    },
    (flags) => flags[file] !== undefined && flags['oidc-issuer-url'] !== undefined,
    started,
  ),
];

/** What becomes of a file that changes. */
const changingSaboteurs: readonly Saboteur[] = [
  readsChangedFile(
    {
      id: 'reads-the-file-about-issuers-once',
      breaks: 'AUTH-16i',
      title: 'does not look at the file again while it runs',
      upstream: 'kubernetes/kubernetes#119236: a file about issuers was read at the start only',
    },
    () => undefined,
  ),
  saysOfToken(
    {
      id: 'forgets-its-issuers-over-a-bad-file',
      breaks: 'AUTH-16i',
      title: 'believes nobody any more when the file makes no sense',
    },
    (status) =>
      objectOf(status['user'])['username'] === 'red:dave'
        ? { user: {}, error: 'invalid bearer token' }
        : undefined,
  ),
];

/** Issuers and strangers, told by a file. */
export const issuerFileSaboteurs: readonly Saboteur[] = [
  ...configuredSaboteurs,
  ...strangerSaboteurs,
  ...startingSaboteurs,
  ...changingSaboteurs,
];
