import { kubeApiSaboteur, listOf, objectOf, without } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { failure, refuses } from './breach.ts';
import { saysOfUser, shows, shownToken } from './credential.ts';

/** Who is recognised, by which of several credentials, and who is nobody. */
export const credentialSaboteurs: readonly Saboteur[] = [
  shows(
    {
      id: 'asks-for-tokens-first',
      breaks: 'AUTH-1c',
      title: 'passes over a certificate beside a token',
    },
    ({ certificate, ...request }) =>
      certificate?.signedBy === 'cluster' && shownToken(request) !== undefined
        ? { ...request, user: 'anonymous' }
        : undefined,
  ),
  kubeApiSaboteur(
    {
      id: 'ends-at-the-first-rejection',
      breaks: 'AUTH-1c',
      title: 'asks nobody else where one authenticator rejects something',
    },
    () => ({
      answer: ({ request }) => {
        const isWrong =
          request.certificate?.signedBy === 'stranger' || request.certificate?.isExpired === true;
        return isWrong && shownToken(request) !== undefined
          ? { status: 401, body: failure(401, 'Unauthorized') }
          : undefined;
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-anonymous-in',
      breaks: 'AUTH-1d',
      title: 'takes whoever shows nothing for somebody, although it was told not to',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 401 && request.user === 'anonymous' && request.headers['authorization'] === undefined
          ? { status: 403, body: failure(403, 'Forbidden') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-anonymous-ask-for-health',
      breaks: 'AUTH-1d',
      title: 'answers probes without credentials, although it was told not to',
      upstream:
        'kubernetes/kubernetes#72115: what anonymous users may read by default was wider than it should have been',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 401 && request.user === 'anonymous' && request.path === '/healthz'
          ? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' }
          : undefined,
    }),
  ),
  saysOfUser(
    {
      id: 'forgets-the-group-of-all',
      breaks: 'AUTH-1e',
      title: 'does not count whom it recognises among all who are recognised',
    },
    (user) => ({ ...user, groups: groupsOf(user).filter((group) => group !== 'system:authenticated') }),
  ),
  kubeApiSaboteur(
    {
      id: 'refuses-unknown-schemes',
      breaks: 'AUTH-1f',
      title: 'takes every Authorization header for a wrong credential',
    },
    () => ({
      answer: ({ request }) => {
        const header = request.headers['authorization'];
        return header !== undefined && !/^basic /i.test(header) && shownToken(request) === undefined
          ? { status: 401, body: failure(401, 'Unauthorized') }
          : undefined;
      },
    }),
  ),
  shows(
    {
      id: 'takes-any-scheme-for-a-token',
      breaks: 'AUTH-1f',
      title: 'looks for a token in headers of other schemes',
    },
    (request) =>
      request.headers['authorization'] === 'alices-token'
        ? { ...request, headers: { ...request.headers, authorization: 'Bearer alices-token' } }
        : undefined,
  ),
  kubeApiSaboteur(
    {
      id: 'still-knows-passwords',
      breaks: 'AUTH-4b',
      title: 'judges passwords although there are none any more',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 403 && /^basic /i.test(request.headers['authorization'] ?? '')
          ? { status: 401, body: failure(401, 'Unauthorized') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'forgets-wrong-passwords',
      breaks: 'AUTH-4',
      title: 'takes whoever shows a wrong password for anonymous',
      upstream:
        'kubernetes/kubernetes#81126: passwords were compared in a time that told how much of them was right',
    },
    () => ({
      request: (request) =>
        /^basic /i.test(request.headers['authorization'] ?? '') && request.method === 'GET'
          ? { ...request, headers: without(request.headers, 'authorization') }
          : undefined,
    }),
  ),
  refuses(
    { id: 'forgets-groups-of-passwords', breaks: 'AUTH-4', title: 'gives no groups for a password' },
    ({ headers, path }) => /^basic /i.test(headers['authorization'] ?? '') && path.endsWith('/secrets'),
  ),
  saysOfUser({ id: 'forgets-uids', breaks: 'AUTH-8v', title: 'does not tell users their uid' }, (user) =>
    user['uid'] === undefined ? undefined : without(user, 'uid'),
  ),
  kubeApiSaboteur(
    {
      id: 'repeats-the-reviewed-token',
      breaks: 'AUTH-9',
      title: 'repeats a token that nobody knows in the error of its review',
      upstream:
        'kubernetes/kubernetes#119630: what was wrong with a token was told together with the token itself',
    },
    () => ({
      answer: ({ request, body }) => {
        const status = objectOf(body['status']);
        if (!request.path.endsWith('/tokenreviews') || status['error'] === undefined) return undefined;
        const token = String(objectOf(body['spec'])['token']);
        return { body: { ...body, status: { ...status, error: `invalid bearer token ${token}` } } };
      },
    }),
  ),
];

function groupsOf(user: { readonly [field: string]: unknown }): readonly unknown[] {
  const { groups } = user;
  return Array.isArray(groups) ? groups : listOf(groups);
}
