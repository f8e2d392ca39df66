import { kubeApiSaboteur, pathOf, withField, without } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { by, forbidden, refusesWith, takes, writes } from './chain-breach.ts';

const pods = /\/pods$/;
const services = /\/services$/;

/** Breaches of the order of the stages. */
const stageSaboteurs: readonly Saboteur[] = [
  refusesWith(
    {
      id: 'asks-rights-before-names',
      breaks: 'API-4a',
      title: 'asks what is allowed before it knows who asks',
    },
    by('anonymous', writes('GET', /\/secrets$/)),
    forbidden,
  ),
  refusesWith(
    { id: 'admits-before-rights', breaks: 'API-4b', title: 'lets admission refuse before rights do' },
    by('alice', writes('POST', /\/configmaps$/)),
    [404, 'NotFound'],
  ),
  refusesWith(
    {
      id: 'validates-before-mutating',
      breaks: 'API-4c',
      title: 'validates before mutating plugins have run',
    },
    writes('POST', pods, /unheard-of/),
    [422, 'Invalid'],
  ),
  refusesWith(
    {
      id: 'locks-before-mutating',
      breaks: 'API-4c',
      title: 'looks at versions before mutating plugins have run',
    },
    writes('PUT', /\/roles\//),
    [409, 'Conflict'],
  ),
  takes(
    { id: 'trusts-its-plugins', breaks: 'API-4d', title: 'stores what plugins have made without a look' },
    writes('POST', pods),
  ),
  refusesWith(
    { id: 'judges-before-validation', breaks: 'API-4e', title: 'runs validating plugins before validation' },
    writes('POST', pods, /hostPID/),
    forbidden,
  ),
  refusesWith(
    {
      id: 'looks-for-names-first',
      breaks: 'API-4f',
      title: 'finds the name taken before validating plugins',
    },
    writes('POST', services, /externalIPs/),
    [409, 'AlreadyExists'],
  ),
];

/** Breaches of the order and the reach of plugins. */
const reachSaboteurs: readonly Saboteur[] = [
  refusesWith(
    { id: 'runs-plugins-backwards', breaks: 'ADM-1a', title: 'asks the last plugin first' },
    writes('POST', pods, /unheard-of/),
    forbidden,
  ),
  refusesWith(
    { id: 'runs-plugins-as-named', breaks: 'ADM-1a', title: 'asks plugins in the order of the option' },
    writes('POST', pods, /"pool":"green"/),
    [500, 'InternalError'],
  ),
  kubeApiSaboteur(
    { id: 'charges-what-is-refused', breaks: 'ADM-1b', title: 'runs later plugins after a refusal' },
    () => {
      let isRefused = false;
      return {
        answer: ({ request, status, body }) => {
          if (writes('POST', services)(request) && status === 403) isRefused = true;
          if (!isRefused || !/\/resourcequotas\//.test(pathOf(request)) || status !== 200) return undefined;
          return { body: withField(body, ['status', 'used', 'services'], '1') };
        },
      };
    },
  ),
  takes(
    { id: 'patches-unasked', breaks: 'ADM-1c', title: 'asks no plugin about patches' },
    writes('PATCH', /\/services\//),
  ),
  takes(
    { id: 'deletes-unasked', breaks: 'ADM-1c', title: 'asks no plugin about deletions' },
    writes('DELETE', /\/namespaces\/default$/),
  ),
  takes(
    { id: 'tries-unasked', breaks: 'ADM-1d', title: 'asks no plugin about dry runs' },
    writes('POST', services),
  ),
  takes(
    {
      id: 'creates-by-update',
      breaks: 'ADM-1e',
      title: 'admits a replacement that creates as an update',
      upstream:
        'kubernetes/kubernetes#65553: objects created by PUT never passed the admission of a creation',
    },
    writes('PUT', /\/leases\//),
  ),
  takes(
    {
      id: 'updates-create',
      breaks: 'ADM-1f',
      title: 'lets whoever may update create',
      upstream: 'kubernetes/kubernetes#65150: a PUT that created asked for the right to update only',
    },
    by('alice', writes('PUT', /\/leases\//)),
  ),
  takes(
    { id: 'evicts-unasked', breaks: 'ADM-1g', title: 'asks no plugin about evictions' },
    writes('POST', /\/eviction$/),
  ),
  takes(
    { id: 'binds-unasked', breaks: 'ADM-1g', title: 'asks no plugin about bindings' },
    writes('POST', /\/binding$/),
  ),
  refusesWith(
    {
      id: 'connects-unasked',
      breaks: 'ADM-1h',
      title: 'looks for the Pod before it asks plugins about a connection',
    },
    writes('GET', /\/exec$/),
    [404, 'NotFound'],
  ),
  refusesWith(
    { id: 'admits-lists', breaks: 'ADM-2', title: 'lets plugins refuse lists' },
    writes('GET', /\/namespaces\/nowhere[^/]*\/services$/),
    [404, 'NotFound'],
  ),
  kubeApiSaboteur(
    { id: 'admits-gets', breaks: 'ADM-2', title: 'lets plugins refuse gets in namespaces that are missing' },
    () => ({
      answer: ({ request, status, body }) =>
        status === 404 && writes('GET', /\/services\/web$/)(request)
          ? { body: withField(body, ['details', 'kind'], 'namespaces') }
          : undefined,
    }),
  ),
  refusesWith(
    { id: 'mixes-its-plugins', breaks: 'ADM-3a', title: 'runs validating plugins among the mutating ones' },
    writes('POST', pods, /hostPID/),
    forbidden,
  ),
  takes(
    {
      id: 'judges-too-early',
      breaks: 'ADM-3b',
      title: 'lets plugins judge what others have still to change',
    },
    writes('POST', pods, /runtimeClassName/),
  ),
];

/** Breaches of what the plugins for everything, nothing and namespaces promise. */
const namespaceSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'admits-and-forgets', breaks: 'ADM-5a', title: 'takes objects and loses what is in them' },
    () => ({
      answer: ({ request, status, body }) =>
        status === 200 && writes('GET', /\/configmaps\/settings$/)(request)
          ? { body: without(body, 'data') }
          : undefined,
    }),
  ),
  takes(
    { id: 'denies-no-creations', breaks: 'ADM-5b', title: 'creates although everything is denied' },
    writes('POST', /\/configmaps$/),
  ),
  takes(
    { id: 'denies-no-changes', breaks: 'ADM-5b', title: 'changes although everything is denied' },
    writes('PATCH', /\/namespaces\//),
  ),
  takes(
    { id: 'denies-no-deletions', breaks: 'ADM-5b', title: 'deletes although everything is denied' },
    writes('DELETE', /\/namespaces\//),
  ),
  refusesWith(
    { id: 'denies-no-connections', breaks: 'ADM-5b', title: 'connects although everything is denied' },
    writes('GET', /\/exec$/),
    [400, 'BadRequest'],
  ),
  refusesWith(
    { id: 'denies-reads', breaks: 'ADM-5c', title: 'denies reads, too' },
    writes('GET', /\/namespaces\/default$/),
    forbidden,
  ),
  takes(
    {
      id: 'fills-what-is-not-there',
      breaks: 'ADM-8a',
      title: 'creates in namespaces that do not exist',
      upstream: 'kubernetes/kubernetes#23713: Pods were taken in a namespace without an object',
    },
    writes('POST', /\/configmaps$/),
  ),
  takes(
    { id: 'fills-what-goes', breaks: 'ADM-8b', title: 'creates in namespaces that are going' },
    writes('POST', /\/configmaps$/, /settings/),
  ),
  kubeApiSaboteur(
    { id: 'names-no-cause', breaks: 'ADM-8b', title: 'does not say that the namespace is going' },
    () => ({
      answer: ({ status, body }) =>
        status === 403 ? { body: withField(body, ['details', 'causes'], []) } : undefined,
    }),
  ),
  refusesWith(
    {
      id: 'freezes-what-goes',
      breaks: 'ADM-8c',
      title: 'lets nobody change what is in a namespace that is going',
    },
    writes('PATCH', /\/configmaps\/last$/),
    forbidden,
  ),
  takes(
    { id: 'deletes-the-system', breaks: 'ADM-8d', title: 'deletes the namespaces of the system' },
    writes('DELETE', /\/namespaces\/(?:default|kube-system|kube-public)$/),
  ),
  refusesWith(
    {
      id: 'tells-of-namespaces',
      breaks: 'ADM-8e',
      title: 'tells whoever asks for rights which namespaces there are',
    },
    writes('POST', /\/localsubjectaccessreviews$/),
    [404, 'NotFound'],
  ),
  takes(
    { id: 'checks-no-existence', breaks: 'ADM-9a', title: 'does not look whether the namespace exists' },
    writes('POST', /\/configmaps$/),
  ),
  refusesWith(
    { id: 'provides-nothing', breaks: 'ADM-9b', title: 'makes no namespace' },
    writes('POST', /\/configmaps$/),
    [404, 'NotFound'],
  ),
  takes(
    { id: 'provides-for-trials', breaks: 'ADM-9c', title: 'takes a dry run for the real thing' },
    writes('POST', /\/configmaps$/),
  ),
];

export const orderSaboteurs: readonly Saboteur[] = [
  ...stageSaboteurs,
  ...reachSaboteurs,
  ...namespaceSaboteurs,
];
