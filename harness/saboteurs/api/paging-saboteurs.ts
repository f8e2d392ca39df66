import { fieldAt, kubeApiSaboteur, listOf, queryOf, withField, withQuery } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, dropsQuery, onQuery, refuses, type Concerns } from './breach.ts';

const firstPage: Concerns = (request) =>
  onQuery('GET', 'limit')(request) && !queryOf(request.path).has('continue');
const laterPage: Concerns = onQuery('GET', 'continue');

/** Breaches of what API-13 says about lists in pages. */
export const pagingSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'ignores-the-limit', breaks: 'API-13a', title: 'answers with more than was asked for' },
    () => ({
      request: (request) => (firstPage(request) ? withQuery(request, { limit: undefined }) : undefined),
    }),
  ),
  kubeApiSaboteur(
    { id: 'token-at-the-end', breaks: 'API-13a', title: 'hands out a token with a list that is complete' },
    answers(firstPage, (body) =>
      fieldAt(body, ['metadata', 'continue']) === undefined
        ? withField(body, ['metadata', 'continue'], 'bm9uZQ')
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'next-page-begins-anew',
      breaks: 'API-13b',
      title: 'answers a token with the beginning of the list',
    },
    dropsQuery('GET', 'continue'),
  ),
  kubeApiSaboteur(
    {
      id: 'page-swallows-an-object',
      breaks: 'API-13b',
      title: 'leaves out the first object of a later page',
    },
    () => answers(laterPage, (body) => ({ ...body, items: listOf(body['items']).slice(1) }))(),
  ),
  kubeApiSaboteur(
    {
      id: 'next-page-repeats-an-object',
      breaks: 'API-13b',
      title: 'begins a later page with the last object of the page before',
    },
    () => {
      let last: unknown;
      return {
        answer: ({ request, status, body }) => {
          if (status !== 200 || !onQuery('GET', 'limit')(request)) return undefined;
          const items = listOf(body['items']);
          const repeated = laterPage(request) && last !== undefined ? [last, ...items] : undefined;
          last = items.at(-1);
          return repeated === undefined ? undefined : { body: { ...body, items: repeated } };
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'later-pages-show-the-present',
      breaks: 'API-13c',
      title: 'shows the present state on later pages',
    },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 200 || !laterPage(request)) return undefined;
        const from = String(fieldAt(listOf(body['items'])[0], ['metadata', 'name']));
        const fresh = await ask(withQuery(request, { continue: undefined, limit: undefined }));
        const items = listOf(fresh.body['items']).filter(
          (item) => String(fieldAt(item, ['metadata', 'name'])) >= from,
        );
        return { body: { ...body, items } };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'later-pages-have-their-own-moment',
      breaks: 'API-13c',
      title: 'gives each page a resource version of its own',
    },
    answers(laterPage, (body) =>
      withField(
        body,
        ['metadata', 'resourceVersion'],
        String(Number(fieldAt(body, ['metadata', 'resourceVersion'])) + 1),
      ),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'counts-this-page-as-left',
      breaks: 'API-13d',
      title: 'counts the objects of the page among those left',
    },
    answers(firstPage, (body) => {
      const left = fieldAt(body, ['metadata', 'remainingItemCount']);
      return typeof left === 'number'
        ? withField(body, ['metadata', 'remainingItemCount'], left + 1)
        : undefined;
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'counts-what-is-not-selected',
      breaks: 'API-13e',
      title: 'counts objects that the selector leaves out among those left',
    },
    answers(firstPage, (body, { request }) =>
      /Selector=/.test(request.path) ? withField(body, ['metadata', 'remainingItemCount'], 2) : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'invented-token-begins-anew', breaks: 'API-13f', title: 'takes an unreadable token for none' },
    acceptsRefused(laterPage, 400),
  ),
  kubeApiSaboteur(
    {
      id: 'token-with-any-resource-version',
      breaks: 'API-13g',
      title: 'ignores a resource version beside a token',
    },
    () => ({
      request: (request) =>
        laterPage(request) && onQuery('GET', 'resourceVersion')(request)
          ? withQuery(request, { resourceVersion: undefined })
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'expired-token-leads-nowhere',
      breaks: 'API-13h',
      title: 'refuses an expired token without another',
    },
    () => ({
      answer: ({ status, body }) =>
        status === 410 ? { body: withField(body, ['metadata', 'continue'], undefined) } : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'expired-is-empty',
      breaks: 'API-2k',
      title: 'answers an empty list for a moment that it has forgotten',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 410 && onQuery('GET', 'resourceVersion')(request)
          ? { status: 200, body: { kind: 'SecretList', apiVersion: 'v1', metadata: {}, items: [] } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'token-without-any-resource-version',
      breaks: 'API-13g',
      title: 'refuses the resource version 0 beside a token',
    },
    refuses(
      (request) => laterPage(request) && queryOf(request.path).get('resourceVersion') === '0',
      400,
      'BadRequest',
    ),
  ),
  kubeApiSaboteur(
    { id: 'any-limit-will-do', breaks: 'API-13i', title: 'takes a limit that is no number for none' },
    acceptsRefused(onQuery('GET', 'limit'), 400),
  ),
];
