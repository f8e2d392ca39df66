import { pathOf, sentText } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { after, allows, and, failure, on, refuses, tells } from './breach.ts';

const bound = after(/"kind":"RoleBinding"/);
const boundEverywhere = after(/"kind":"ClusterRoleBinding"/);

/** Breaches of what is refused, and how. */
const refusalSaboteurs: readonly Saboteur[] = [
  allows(
    { id: 'lets-anybody-create', breaks: 'AUTH-5a', title: 'asks no rights of a create' },
    on('POST', /\/configmaps$/),
  ),
  allows(
    { id: 'lets-anybody-replace', breaks: 'AUTH-5a', title: 'asks no rights of a replace' },
    on('PUT', /\/configmaps\//),
  ),
  allows(
    { id: 'lets-anybody-patch', breaks: 'AUTH-5a', title: 'asks no rights of a patch' },
    on('PATCH', /\/configmaps\//),
  ),
  allows(
    { id: 'lets-anybody-delete', breaks: 'AUTH-5a', title: 'asks no rights of a deletion' },
    on('DELETE', /\/configmaps\//),
  ),
  allows(
    {
      id: 'lets-anybody-delete-all',
      breaks: 'AUTH-5a',
      title: 'asks no rights of the deletion of a collection',
    },
    on('DELETE', /\/configmaps$/),
  ),
  allows(
    { id: 'exempts-gets', breaks: 'AUTH-7', title: 'asks no rights of a get' },
    on('GET', /\/configmaps\/settings$/),
  ),
  allows(
    { id: 'exempts-lists', breaks: 'AUTH-7', title: 'asks no rights of a list' },
    on('GET', /\/(?:configmaps|nodes)$/),
  ),
  allows(
    { id: 'exempts-watches', breaks: 'AUTH-7', title: 'asks no rights of a watch' },
    on('GET', /watch=true/),
  ),
  allows(
    { id: 'takes-writers-for-readers', breaks: 'AUTH-7', title: 'lets whoever may write read' },
    and(on('GET', /\/configmaps\//), after(/"verbs":\["create"/)),
  ),
  tells(
    { id: 'names-no-user', breaks: 'AUTH-5b', title: 'says that it is forbidden, not to whom' },
    (seen) => ({
      ...seen.body,
      message: String(seen.body['message']).replace(/User "[^"]*"/, 'User'),
    }),
  ),
  tells({ id: 'names-no-namespace', breaks: 'AUTH-5b', title: 'does not say where' }, (seen) => ({
    ...seen.body,
    message: String(seen.body['message']).replace(/ in the namespace.*| at the cluster scope/, ''),
  })),
  tells(
    { id: 'names-no-subresource', breaks: 'AUTH-5b', title: 'names the resource of a subresource only' },
    (seen) => ({
      ...seen.body,
      message: String(seen.body['message']).replace('pods/status', 'pods'),
    }),
  ),
  tells(
    { id: 'leaves-out-the-details', breaks: 'AUTH-5b', title: 'names the resource in words only' },
    (seen) => ({
      ...seen.body,
      details: {},
    }),
  ),
  tells(
    { id: 'reads-the-body-first', breaks: 'AUTH-5c', title: 'tells a wrong body before a missing right' },
    (seen) => (sentText(seen.request).trim() === '{' ? failure(400, 'BadRequest') : undefined),
  ),
  tells(
    {
      id: 'looks-for-the-object-first',
      breaks: 'AUTH-5c',
      title: 'tells strangers that an object is missing',
    },
    (seen) => (pathOf(seen.request).endsWith('/missing') ? failure(404, 'NotFound') : undefined),
  ),
  tells(
    { id: 'looks-for-the-resource-first', breaks: 'AUTH-5c', title: 'tells strangers what is not served' },
    (seen) => (pathOf(seen.request).endsWith('/gadgets') ? failure(404, 'NotFound') : undefined),
  ),
  tells(
    { id: 'looks-for-a-namesake-first', breaks: 'AUTH-5c', title: 'tells strangers that a name is taken' },
    (seen) => (sentText(seen.request).includes('"settings"') ? failure(409, 'AlreadyExists') : undefined),
  ),
  tells(
    { id: 'negotiates-first', breaks: 'AUTH-5c', title: 'tells a wrong Accept before a missing right' },
    ({ request }) => (request.headers['accept'] === 'text/csv' ? failure(406, 'NotAcceptable') : undefined),
  ),
];

/** Breaches of what rules mean. */
const ruleSaboteurs: readonly Saboteur[] = [
  refuses(
    { id: 'gives-nothing', breaks: 'AUTH-6a', title: 'refuses what a role allows' },
    on('GET', /\/settings$/),
  ),
  allows(
    { id: 'ignores-verbs', breaks: 'AUTH-6a', title: 'lets whoever may read delete' },
    and(on('DELETE', /\/configmaps\/settings$/), bound),
  ),
  allows(
    {
      id: 'ignores-the-namespace',
      breaks: 'AUTH-6a',
      title: 'gives the rights of a Role in every namespace',
    },
    and(on('GET', /\/kube-system\/configmaps\/settings$/), bound),
  ),
  allows(
    { id: 'ignores-the-resource', breaks: 'AUTH-6a', title: 'gives the verbs of a Role on every resource' },
    and(on('GET', /\/secrets\/settings$/), bound),
  ),
  allows(
    {
      id: 'ignores-the-api-group',
      breaks: 'AUTH-6a',
      title: 'gives the rights of a Role in every API group',
    },
    and(on('GET', /\/apis\/apps\/v1\/.*\/configmaps/), bound),
  ),
  allows(
    { id: 'ignores-the-subject', breaks: 'AUTH-6a', title: 'gives everybody what one is given' },
    and((request) => request.user === 'bob', on('GET', /\/configmaps\/settings$/), bound),
  ),
  allows(
    {
      id: 'keeps-rights-after-the-binding',
      breaks: 'AUTH-6b',
      title: 'forgets to take rights away with their binding',
    },
    after(/DELETE \S*\/rolebindings\//),
  ),
  allows(
    {
      id: 'keeps-rights-after-the-rule',
      breaks: 'AUTH-6b',
      title: 'forgets to take rights away with their rule',
    },
    after(/PATCH \S*\/roles\//),
  ),
  refuses(
    {
      id: 'resolves-roles-when-bound',
      breaks: 'AUTH-6b',
      title: 'looks for the role only when the binding is made',
    },
    after(/"kind":"RoleBinding"[^]*"kind":"Role"[,}][^]*"verbs"/),
  ),
  allows(
    { id: 'takes-subresources-along', breaks: 'AUTH-6c', title: 'lets a rule for pods allow their status' },
    and(on('GET', /\/pods\/web\/status$/), after(/"resources":\["pods"\]/)),
  ),
  allows(
    { id: 'takes-the-resource-along', breaks: 'AUTH-6c', title: 'lets a rule for the status allow pods' },
    and(on('GET', /\/pods\/web$/), after(/"resources":\["pods\/status"\]/)),
  ),
  refuses(
    { id: 'takes-the-star-for-a-name', breaks: 'AUTH-6c', title: 'knows no subresource of everything' },
    and(on('GET', /\/pods\/web\/status$/), after(/"resources":\["\*\/status"\]/)),
  ),
  allows(
    { id: 'ignores-resource-names', breaks: 'AUTH-6d', title: 'takes a rule for one name for all' },
    and(on('GET', /\/configmaps\/other$/), after(/"resourceNames"/)),
  ),
  allows(
    { id: 'lists-by-name', breaks: 'AUTH-6d', title: 'lets whoever may see one name list all' },
    and(on('GET', /\/configmaps$/), after(/"resourceNames"/)),
  ),
  allows(
    { id: 'creates-by-name', breaks: 'AUTH-6d', title: 'takes the name in the body for that of the request' },
    and(on('POST', /\/configmaps$/), after(/"resourceNames"/)),
  ),
  allows(
    {
      id: 'takes-selectors-for-names',
      breaks: 'AUTH-6d',
      title: 'takes the name in a selector for that of what is created or deleted',
    },
    (request) => request.method !== 'GET' && /fieldSelector=metadata\.name/.test(request.path),
  ),
  refuses(
    {
      id: 'ignores-selected-names',
      breaks: 'AUTH-6d',
      title: 'refuses the list of one name that is allowed',
    },
    and(on('GET', /fieldSelector=metadata\.name%3Dsettings/), after(/"resourceNames"/)),
  ),
  allows(
    {
      id: 'gives-cluster-roles-everywhere',
      breaks: 'AUTH-6e',
      title: 'gives a ClusterRole beyond its RoleBinding',
    },
    and(on('GET', /\/kube-system\/configmaps$|v1\/configmaps$|\/nodes$/), bound),
  ),
  refuses(
    { id: 'knows-roles-only', breaks: 'AUTH-6e', title: 'gives no ClusterRole by a RoleBinding' },
    and(on('GET', /\/configmaps\/settings$/), after(/"kind":"ClusterRole"/)),
  ),
  refuses(
    {
      id: 'keeps-cluster-bindings-in-namespaces',
      breaks: 'AUTH-6f',
      title: 'gives nothing outside of namespaces',
    },
    and(on('GET', /\/nodes$/), boundEverywhere),
  ),
  refuses(
    { id: 'forgets-the-namespaces', breaks: 'AUTH-6f', title: 'gives nothing inside of namespaces' },
    and(on('GET', /\/configmaps\/settings$/), boundEverywhere),
  ),
  allows(
    {
      id: 'takes-paths-for-prefixes',
      breaks: 'AUTH-6g',
      title: 'lets a rule for one path allow its neighbours',
    },
    and(on('GET', /^\/readyz\/etcd$/), boundEverywhere),
  ),
  allows(
    {
      id: 'takes-paths-for-resources',
      breaks: 'AUTH-6g',
      title: 'lets a rule for all paths allow resources',
    },
    and(on('GET', /\/configmaps\/settings$/), after(/"nonResourceURLs":\["\*"\]/)),
  ),
  refuses(
    { id: 'knows-no-patterns', breaks: 'AUTH-6g', title: 'takes a star at the end of a path for itself' },
    and(on('GET', /^\/readyz\/ping$/), after(/"nonResourceURLs":\["[^"]+\*"\]/)),
  ),
];

export const rightsSaboteurs: readonly Saboteur[] = [...refusalSaboteurs, ...ruleSaboteurs];
