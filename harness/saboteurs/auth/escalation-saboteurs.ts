import { fieldAt, kubeApiSaboteur } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { allows, and, after, failure, on, refuses, sends, tells } from './breach.ts';

/** Breaches of what people may give away, of what every cluster has, and of who it is. */
export const escalationSaboteurs: readonly Saboteur[] = [
  allows(
    { id: 'stores-any-role', breaks: 'AUTH-6h', title: 'lets whoever may create roles give them any rights' },
    and(on('POST', /\/roles$/), sends(/secrets|apps|\*|status|delete|escalate/)),
  ),
  allows(
    {
      id: 'checks-created-roles-only',
      breaks: 'AUTH-6h',
      title: 'does not look at the rules of a replaced role',
    },
    on('PUT', /\/roles\//),
  ),
  allows(
    {
      id: 'patches-past-the-check',
      breaks: 'AUTH-6h',
      title: 'does not look at the rules of a patched role',
    },
    on('PATCH', /\/roles\//),
  ),
  refuses(
    { id: 'refuses-held-rights', breaks: 'AUTH-6h', title: 'lets nobody write a role' },
    and(
      on('POST', /\/roles$/),
      sends(/"rules":\[\{"apiGroups":\[""\],"resources":\["configmaps"\],"verbs":\["get","list"\]/),
    ),
  ),
  refuses(
    { id: 'knows-no-escalate', breaks: 'AUTH-6h', title: 'refuses a role to whoever may escalate' },
    and(on('POST', /\/roles$/), after(/PATCH \S*\/roles\/.*"escalate"/)),
  ),
  tells(
    { id: 'names-no-missing-rights', breaks: 'AUTH-6h', title: 'does not say which rights are missing' },
    (seen) => ({
      ...seen.body,
      message: String(seen.body['message']).split('\n')[0],
    }),
  ),
  allows(
    { id: 'gathers-for-anybody', breaks: 'AUTH-6i', title: 'lets anybody write a role that gathers others' },
    sends(/"aggregationRule"/),
  ),
  allows(
    { id: 'binds-any-role', breaks: 'AUTH-6j', title: 'lets whoever may create bindings bind any Role' },
    and(on('POST', /\/rolebindings$/), sends(/"name":"strong"/)),
  ),
  allows(
    { id: 'binds-any-cluster-role', breaks: 'AUTH-6j', title: 'looks at the rules of Roles only' },
    and(on('POST', /\/rolebindings$/), sends(/"name":"cluster-admin"/)),
  ),
  allows(
    { id: 'adds-subjects-unchecked', breaks: 'AUTH-6j', title: 'checks bindings only when they are made' },
    on('PATCH', /\/rolebindings\//),
  ),
  refuses(
    {
      id: 'refuses-held-bindings',
      breaks: 'AUTH-6j',
      title: 'refuses bindings to roles within the rights of the writer',
    },
    and(on('POST', /\/rolebindings$/), sends(/"name":"manager"/)),
  ),
  refuses(
    { id: 'knows-no-bind', breaks: 'AUTH-6j', title: 'refuses a binding to whoever may bind the role' },
    and(on('POST', /\/rolebindings$/), after(/PATCH \S*\/roles\/.*"bind"/)),
  ),
  allows(
    {
      id: 'binds-missing-roles',
      breaks: 'AUTH-6j',
      title: 'lets anybody bind a role that somebody may make later',
    },
    and(on('POST', /\/rolebindings$/), sends(/"name":"missing"/)),
  ),
  kubeApiSaboteur(
    { id: 'has-no-roles', breaks: 'AUTH-6k', title: 'begins without the roles that others count on' },
    () => ({
      answer: ({ request }) =>
        /\/clusterroles\/system/.test(request.path)
          ? { status: 404, body: failure(404, 'NotFound') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'binds-no-administrators', breaks: 'AUTH-6k', title: 'binds cluster-admin to nobody' },
    () => ({
      answer: ({ request, body }) =>
        request.path.includes('metadata.name%3Dcluster-admin')
          ? { body: { ...body, items: [{ roleRef: fieldAt(body, ['items', '0', 'roleRef']) }] } }
          : undefined,
    }),
  ),
  refuses(
    {
      id: 'keeps-from-owners',
      breaks: 'AUTH-6k',
      title: 'checks an owner of the namespace for rights it has not got',
    },
    on('POST', /\/rolebindings$/),
  ),
  refuses(
    { id: 'hides-discovery', breaks: 'AUTH-6l', title: 'keeps from users what is served' },
    on('GET', /^\/apis?(?:\/v1|\/apps\/v1)?$/),
  ),
  refuses(
    { id: 'hides-the-openapi', breaks: 'AUTH-6l', title: 'keeps the OpenAPI from users' },
    on('GET', /^\/openapi/),
  ),
  refuses(
    { id: 'refuses-health-to-strangers', breaks: 'AUTH-1a', title: 'asks probes for credentials' },
    on('GET', /^\/(?:version|healthz|readyz|livez)$/),
  ),
  allows(
    {
      id: 'tells-strangers-what-is-served',
      breaks: 'AUTH-1a',
      title: 'lets anonymous users read the discovery documents',
      upstream:
        'kubernetes/kubernetes#72115: by default discovery was open to anonymous users, which widened what CVE-2018-1002105 could reach',
    },
    and((request) => request.user === 'anonymous', on('GET', /^\/apis?(?:\/v1)?$/)),
  ),
  tells(
    {
      id: 'gives-strangers-no-name',
      breaks: 'AUTH-1a',
      title: 'does not say as whom a stranger was refused',
    },
    (seen) => ({ ...seen.body, message: String(seen.body['message']).replace('system:anonymous', '') }),
  ),
  kubeApiSaboteur(
    {
      id: 'takes-wrong-tokens-for-none',
      breaks: 'AUTH-1b',
      title: 'takes whoever shows a wrong token for anonymous',
    },
    () => ({
      request: (request) =>
        request.headers['authorization'] === undefined
          ? undefined
          : {
              ...request,
              headers: Object.fromEntries(
                Object.entries(request.headers).filter(([name]) => name !== 'authorization'),
              ),
            },
    }),
  ),
  allows(
    { id: 'writes-for-wrong-tokens', breaks: 'AUTH-1b', title: 'carries out what comes with a wrong token' },
    (request) => request.method === 'POST' && request.headers['authorization'] !== undefined,
  ),
  tells(
    {
      id: 'repeats-the-token',
      breaks: 'AUTH-9',
      title: 'repeats the token that it refuses',
      upstream:
        'kubernetes/kubernetes#81114: bearer tokens were written to where others could read them (CVE-2019-11250)',
    },
    (seen) => ({
      ...seen.body,
      message: `no user has the token ${String(seen.request.headers['authorization'])}`,
    }),
    401,
  ),
];
