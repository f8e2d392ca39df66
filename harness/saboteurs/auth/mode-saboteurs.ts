import { fieldAt, kubeApiSaboteur, pathOf, withField } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { after, allows, and, by, failure, on, refuses, tells } from './breach.ts';

/** Breaches of how authorizers are asked in turn, and of what a policy file means. */
export const modeSaboteurs: readonly Saboteur[] = [
  refuses(
    {
      id: 'asks-the-first-authorizer-only',
      breaks: 'AUTH-5d',
      title: 'refuses what the first did not allow',
    },
    and(by('alice'), on('GET', /\/home[^/]*\/configmaps$/)),
  ),
  refuses(
    { id: 'asks-no-further-than-the-file', breaks: 'AUTH-5d', title: 'never comes to the roles' },
    and(on('GET', /\/secrets$/), after(/"resources":\["secrets"\]/)),
  ),
  tells(
    { id: 'tells-the-last-reason-only', breaks: 'AUTH-5d', title: 'keeps what the others said to itself' },
    ({ body }) => {
      const [first = '', ...rest] = String(body['message']).split('\n');
      return rest.length === 0
        ? undefined
        : { ...body, message: `${first.split(': Everything')[0]}: ${rest.at(-1)}` };
    },
  ),
  allows(
    {
      id: 'asks-on-after-a-denial',
      breaks: 'AUTH-5e',
      title: 'takes a denial for no opinion',
      upstream:
        'kubernetes/kubernetes#53273: authorizers in turn could not deny: whatever one refused, a later one could allow',
    },
    on('GET', /^\/apis$/),
  ),
  allows(
    {
      id: 'believes-an-allowing-denial',
      breaks: 'AUTH-5e',
      title: 'takes what is both allowed and denied for allowed',
    },
    on('GET', /^\/version$/),
  ),
  refuses(
    { id: 'asks-for-roles-unasked', breaks: 'AUTH-14a', title: 'wants roles where nobody asked for them' },
    on('POST', /\/configmaps$/),
  ),
  allows(
    { id: 'lets-strangers-do-everything', breaks: 'AUTH-14a', title: 'takes everybody for everybody' },
    and(by('anonymous'), on('GET', /^\/version$/)),
  ),
  refuses(
    { id: 'lets-deny-everything-be-final', breaks: 'AUTH-14b', title: 'asks nobody after AlwaysDeny' },
    and(by('alice'), on('GET', /\/home[^/]*\/configmaps$/)),
  ),
  tells(
    {
      id: 'denies-everything-in-silence',
      breaks: 'AUTH-14b',
      title: 'does not say that everything is forbidden',
    },
    ({ body }) => ({ ...body, message: String(body['message']).replace('Everything is forbidden.\n', '') }),
  ),
  kubeApiSaboteur(
    {
      id: 'asks-what-administrators-may',
      breaks: 'AUTH-14c',
      title: 'asks the authorizers about administrators too',
    },
    () => ({
      answer: ({ request }) =>
        request.user === 'admin' && request.method === 'GET' && /\/secrets$/.test(request.path)
          ? { status: 403, body: failure(403, 'Forbidden') }
          : undefined,
    }),
  ),
];

/** Breaches of what a policy file means. */
export const policySaboteurs: readonly Saboteur[] = [
  allows(
    {
      id: 'takes-strangers-for-everybody',
      breaks: 'AUTH-13a',
      title: 'lets a star speak of strangers too',
      upstream:
        'kubernetes/kubernetes#38968: policies for every user or group matched anonymous requests as well',
    },
    and(by('anonymous'), on('GET', /\/endpoints$/)),
  ),
  allows(
    {
      id: 'ignores-the-group-beside-the-user',
      breaks: 'AUTH-13a',
      title: 'looks at the user of a policy only',
    },
    on('GET', /\/persistentvolumeclaims$/),
  ),
  allows(
    {
      id: 'ignores-the-user-beside-the-group',
      breaks: 'AUTH-13a',
      title: 'looks at the group of a policy only',
    },
    and(by('bob'), on('GET', /\/limitranges$/)),
  ),
  refuses(
    { id: 'knows-policies-for-users-only', breaks: 'AUTH-13a', title: 'takes no group for a subject' },
    on('GET', /\/podtemplates$/),
  ),
  allows(
    {
      id: 'ignores-the-namespace-of-policies',
      breaks: 'AUTH-13b',
      title: 'gives a policy in every namespace',
    },
    on('GET', /\/home[^/]*\/serviceaccounts$/),
  ),
  allows(
    { id: 'gives-one-namespace-as-all', breaks: 'AUTH-13b', title: 'gives a policy across all namespaces' },
    on('GET', /v1\/serviceaccounts$/),
  ),
  allows(
    { id: 'ignores-the-group-of-policies', breaks: 'AUTH-13b', title: 'gives a policy in every API group' },
    and(by('bob'), on('GET', /\/deployments$/)),
  ),
  refuses(
    {
      id: 'forgets-what-lies-in-no-namespace',
      breaks: 'AUTH-13b',
      title: 'wants a namespace in every policy',
    },
    on('GET', /\/nodes$/),
  ),
  kubeApiSaboteur(
    {
      id: 'takes-subresources-out',
      breaks: 'AUTH-13b',
      title: 'takes subresources for resources of their own',
    },
    () => ({
      answer: ({ request, body }) =>
        pathOf(request).endsWith('/selfsubjectaccessreviews') &&
        fieldAt(body, ['spec', 'resourceAttributes', 'subresource']) === 'proxy'
          ? { body: withField(body, ['status', 'allowed'], false) }
          : undefined,
    }),
  ),
  allows(
    { id: 'writes-by-policies-to-read', breaks: 'AUTH-13c', title: 'passes over that a policy is to read' },
    and(by('alice'), on('POST', /\/configmaps$/)),
  ),
  refuses(
    { id: 'takes-every-policy-for-reading', breaks: 'AUTH-13c', title: 'lets nobody write by a policy' },
    and(by('bob'), on('POST', /\/configmaps$/)),
  ),
  allows(
    { id: 'takes-a-policy-for-all-paths', breaks: 'AUTH-13d', title: 'gives a policy for one path for all' },
    on('GET', /^\/readyz\/etcd$/),
  ),
  refuses(
    { id: 'knows-no-star-in-policies', breaks: 'AUTH-13d', title: 'takes a star in a policy for itself' },
    and(by('alice'), on('GET', /^\/readyz\/ping$/)),
  ),
  refuses(
    {
      id: 'reads-the-older-form-as-the-newer',
      breaks: 'AUTH-13e',
      title: 'takes what the older form leaves out for nothing',
    },
    on('GET', /\/resourcequotas$/),
  ),
  allows(
    {
      id: 'gives-strangers-the-older-form',
      breaks: 'AUTH-13e',
      title: 'lets the older form speak of strangers where it names nobody',
    },
    and(by('anonymous'), on('GET', /\/replicationcontrollers$/)),
  ),
  allows(
    {
      id: 'ignores-readonly-in-the-older-form',
      breaks: 'AUTH-13e',
      title: 'lets the older form give writes',
    },
    on('DELETE', /\/resourcequotas$/),
  ),
];
