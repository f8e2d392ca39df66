import {
  fieldAt,
  kubeApiSaboteur,
  pathOf,
  queryOf,
  sentObject,
  withBody,
  withField,
  withQuery,
  type JsonObject,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import {
  acceptsRefused,
  answers,
  dropsQuery,
  failure,
  forgets,
  on,
  onQuery,
  overlooks,
  refuses,
  sends,
  type Concerns,
} from './breach.ts';

const oneConfigMap = /\/configmaps\/[^/]+$/;
const manySecrets = /\/secrets(\?|$)/;
const onePod = /\/pods\/[^/]+$/;
const finalizersGone = Buffer.from('{"metadata":{"finalizers":null}}');
const mergePatch = { 'content-type': 'application/merge-patch+json' };

function isTerminating(body: JsonObject): boolean {
  return fieldAt(body, ['metadata', 'deletionTimestamp']) !== undefined;
}

/** A minute after the creation, in the form of the API. */
function aMinuteAfter(body: JsonObject): string {
  const created = Date.parse(String(fieldAt(body, ['metadata', 'creationTimestamp'])));
  return new Date(created + 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
}

function withGrace(
  seconds: (asked: string | null, body: JsonObject) => unknown,
): Parameters<typeof kubeApiSaboteur>[1] {
  return () => {
    let asked: string | null = null;
    return {
      request: (request) => {
        if (request.method === 'DELETE') asked = queryOf(request.path).get('gracePeriodSeconds');
        return undefined;
      },
      answer: ({ request, body }) =>
        on('GET', onePod)(request) && isTerminating(body)
          ? { body: withField(body, ['metadata', 'deletionGracePeriodSeconds'], seconds(asked, body)) }
          : undefined,
    };
  };
}

function propagates(from: string, to: string): Parameters<typeof kubeApiSaboteur>[1] {
  const concerns: Concerns = ({ path }) => queryOf(path).get('propagationPolicy') === from;
  return sends(concerns, (request) => withQuery(request, { propagationPolicy: to }));
}

const finalizerSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'deletes-despite-finalizers', breaks: 'API-16a', title: 'removes an object that has finalizers' },
    () => ({
      answer: async ({ request, body }, ask) => {
        if (!on('DELETE', oneConfigMap)(request) || !isTerminating(body)) return undefined;
        await ask({ method: 'PATCH', headers: mergePatch, body: finalizersGone });
        return { body };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'goes-with-the-first-finalizer',
      breaks: 'API-16b',
      title: 'removes an object when one finalizer of two is off',
    },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 200 || !on('PATCH', oneConfigMap)(request) || !isTerminating(body)) return undefined;
        await ask({ method: 'PATCH', headers: mergePatch, body: finalizersGone });
        return { body };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'goes-without-having-been-deleted',
      breaks: 'API-16b',
      title: 'removes a living object with its last finalizer',
    },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 200 || !on('PATCH', oneConfigMap)(request) || isTerminating(body)) return undefined;
        await ask({ method: 'DELETE' });
        return { body };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'terminating-takes-finalizers',
      breaks: 'API-16c',
      title: 'adds a finalizer to a terminating object',
    },
    overlooks(/^metadata\.finalizers/, on('PATCH')),
  ),
  kubeApiSaboteur(
    { id: 'replace-takes-the-deletion-back', breaks: 'API-16d', title: 'forgets a deletion at a replace' },
    () => {
      const replaced = new Set<string>();
      return {
        answer: ({ request, status, body }) => {
          if (request.method === 'PUT' && status === 200) replaced.add(pathOf(request));
          if (request.method !== 'GET' || !replaced.has(pathOf(request))) return undefined;
          return { body: withField(body, ['metadata', 'deletionTimestamp'], undefined) };
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'created-in-deletion', breaks: 'API-16d', title: 'takes the time of deletion from a create' },
    () => {
      let sent: unknown;
      return {
        answer: ({ request, body }) => {
          if (request.method === 'POST')
            sent = fieldAt(sentObject(request), ['metadata', 'deletionTimestamp']);
          if (sent === undefined || !on('GET', oneConfigMap)(request)) return undefined;
          return { body: withField(body, ['metadata', 'deletionTimestamp'], sent) };
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'second-delete-is-a-conflict', breaks: 'API-16e', title: 'refuses to delete what is terminating' },
    () => {
      const deleted = new Set<string>();
      return {
        answer: ({ request }) => {
          if (!on('DELETE', oneConfigMap)(request)) return undefined;
          if (deleted.has(pathOf(request))) return { status: 409, body: failure(409, 'Conflict') };
          deleted.add(pathOf(request));
          return undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'any-text-is-a-finalizer', breaks: 'API-16f', title: 'does not check finalizers' },
    overlooks(/^metadata\.finalizers/, on('POST')),
  ),
  kubeApiSaboteur(
    {
      id: 'update-dates-the-deletion',
      breaks: 'API-16s',
      title: 'ignores the time of deletion that an update names',
    },
    acceptsRefused(on('PUT|PATCH', oneConfigMap), 422),
  ),
  kubeApiSaboteur(
    {
      id: 'only-domains-have-finalizers',
      breaks: 'API-16f',
      title: 'refuses the finalizers of Kubernetes itself',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 201 && /\["kubernetes"\]/.test(JSON.stringify(sentObject(request)))
          ? { status: 422, body: failure(422, 'Invalid') }
          : undefined,
    }),
  ),
];

const graceSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'thirty-seconds-for-all', breaks: 'API-16g', title: 'gives every Pod thirty seconds' },
    withGrace(() => 30),
  ),
  kubeApiSaboteur(
    {
      id: 'deletion-is-dated-at-the-request',
      breaks: 'API-16g',
      title: 'leaves the grace out of the time of deletion',
    },
    answers(on('GET', onePod), (body) =>
      isTerminating(body)
        ? withField(body, ['metadata', 'deletionTimestamp'], fieldAt(body, ['metadata', 'creationTimestamp']))
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'ignores-the-requests-grace',
      breaks: 'API-16h',
      title: 'ignores the options in the body of a delete',
    },
    sends(on('DELETE', onePod), (request) =>
      request.body === undefined ? undefined : withBody(request, {}),
    ),
  ),
  kubeApiSaboteur(
    { id: 'no-grace-is-some', breaks: 'API-16h', title: 'takes a grace of zero for none given' },
    dropsQuery('DELETE', 'gracePeriodSeconds', onePod),
  ),
  kubeApiSaboteur(
    {
      id: 'query-outdoes-the-body',
      breaks: 'API-16r',
      title: 'takes the grace from the query though there is a body',
    },
    sends(onQuery('DELETE', 'gracePeriodSeconds', onePod), (request) => {
      const gracePeriodSeconds = Number(queryOf(request.path).get('gracePeriodSeconds'));
      return request.body === undefined
        ? undefined
        : withBody(request, { ...sentObject(request), gracePeriodSeconds });
    }),
  ),
  kubeApiSaboteur(
    { id: 'grace-is-lengthened', breaks: 'API-16i', title: 'lengthens a grace that is running' },
    withGrace((asked, body) =>
      asked === null ? fieldAt(body, ['metadata', 'deletionGracePeriodSeconds']) : Number(asked),
    ),
  ),
  kubeApiSaboteur(
    { id: 'grace-is-never-shortened', breaks: 'API-16i', title: 'keeps the first grace' },
    withGrace(() => 30),
  ),
  kubeApiSaboteur(
    {
      id: 'unassigned-pods-wait',
      breaks: 'API-16j',
      title: 'keeps a Pod without a node until someone confirms',
    },
    sends(on('DELETE', onePod), (request) => withQuery(request, { dryRun: 'All' })),
  ),
  kubeApiSaboteur(
    {
      id: 'query-makes-it-dry',
      breaks: 'API-16r',
      title: 'takes the dry run from the query though there is a body',
    },
    sends(onQuery('DELETE', 'dryRun', oneConfigMap), (request) =>
      request.body === undefined ? undefined : withBody(request, { ...sentObject(request), dryRun: ['All'] }),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'passes-over-unreadable-delete-options',
      breaks: 'API-16t',
      title: 'deletes as if the options that it cannot read had not been given',
    },
    sends(on('DELETE', oneConfigMap), (request) =>
      request.body === undefined ? undefined : withBody(request, { apiVersion: 'v1', kind: 'DeleteOptions' }),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'deletes-beyond-the-page',
      breaks: 'API-16u',
      title: 'deletes the whole collection, whatever the limit',
    },
    sends(onQuery('DELETE', 'limit', manySecrets), (request) => ({
      ...request,
      path: request.path.replace(/limit=\d+/, 'limit=0'),
    })),
  ),
  kubeApiSaboteur(
    {
      id: 'deletion-is-dated-at-a-minute',
      breaks: 'API-16g',
      title: 'dates every deletion a minute ahead, whatever the grace',
    },
    answers(on('GET|DELETE', onePod), (body) =>
      isTerminating(body)
        ? withField(body, ['metadata', 'deletionTimestamp'], aMinuteAfter(body))
        : undefined,
    ),
  ),
];

const propagationSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'background-waits', breaks: 'API-16k', title: 'waits for the dependents in the background' },
    () => ({
      request: (request) =>
        queryOf(request.path).get('propagationPolicy') === 'Background'
          ? withQuery(request, { dryRun: 'All' })
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'dependents-are-left-over',
      breaks: 'API-16k',
      title: 'never deletes dependents whose owner is gone',
      upstream:
        'kubernetes/kubernetes#109748: dependents whose owner went while the collector was away stayed for ever',
    },
    propagates('Background', 'Orphan'),
  ),
  kubeApiSaboteur(
    { id: 'foreground-does-not-wait', breaks: 'API-16l', title: 'removes the owner before its dependents' },
    propagates('Foreground', 'Background'),
  ),
  kubeApiSaboteur(
    {
      id: 'orphans-are-deleted',
      breaks: 'API-16m',
      title: 'treats orphans like any dependents',
      upstream: 'kubernetes/kubernetes#131307: dependents could be collected while they were being orphaned',
    },
    propagates('Orphan', 'Background'),
  ),
  kubeApiSaboteur(
    {
      id: 'collects-what-still-has-an-owner',
      breaks: 'API-16n',
      title: 'deletes a dependent that has an owner left',
      upstream: 'kubernetes/kubernetes#88097: objects were collected though their owners were there',
    },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 200 || !on('DELETE', /\/going$/)(request)) return undefined;
        await ask({ method: 'DELETE', path: pathOf(request).replace(/going$/, 'dependent') });
        return { body };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'any-word-is-a-propagation',
      breaks: 'API-16o',
      title: 'takes an unknown propagation for the default',
    },
    acceptsRefused(on('DELETE'), 422),
  ),
  kubeApiSaboteur(
    {
      id: 'namespace-stays-active',
      breaks: 'API-16p',
      title: 'does not say that a namespace is terminating',
    },
    forgets(on('GET|DELETE', /\/namespaces\/[^/]+$/), 'status.phase'),
  ),
  kubeApiSaboteur(
    {
      id: 'namespace-goes-before-its-objects',
      breaks: 'API-16p',
      title: 'removes a namespace that has objects',
    },
    refuses(on('GET', /\/namespaces\/dev[^/]*$/), 404, 'NotFound'),
  ),
  kubeApiSaboteur(
    {
      id: 'terminating-namespace-takes-objects',
      breaks: 'API-16q',
      title: 'creates objects in a namespace that goes',
    },
    acceptsRefused(on('POST', /\/configmaps$/), 403),
  ),
];

/** Breaches of what API-16 says about deletion. */
export const deletionSaboteurs: readonly Saboteur[] = [
  ...finalizerSaboteurs,
  ...graceSaboteurs,
  ...propagationSaboteurs,
];
