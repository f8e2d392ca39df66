import { kubeApiSaboteur } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { after, allows, and, failure, on, refuses, says, sends, tells, type Chosen } from './breach.ts';

const asNode = says('impersonate-user', /^system:node:/);

function nodeDoes(method: string, path: RegExp): Chosen {
  return and(asNode, on(method, path));
}

/** Breaches of what nodes may read. */
export const nodeSaboteurs: readonly Saboteur[] = [
  allows(
    { id: 'gives-nodes-every-secret', breaks: 'AUTH-10a', title: 'lets nodes read Secrets by name' },
    nodeDoes('GET', /\/secrets\/other$/),
  ),
  allows(
    { id: 'gives-nodes-namesakes', breaks: 'AUTH-10a', title: 'looks at the name of a Secret only' },
    nodeDoes('GET', /\/kube-system\/secrets\/mounted$/),
  ),
  allows(
    { id: 'lists-secrets-to-nodes', breaks: 'AUTH-10a', title: 'lets nodes list all Secrets' },
    nodeDoes('GET', /\/secrets$/),
  ),
  refuses(
    {
      id: 'knows-volumes-of-pods-only',
      breaks: 'AUTH-10a',
      title: 'passes over the environment of containers',
    },
    nodeDoes('GET', /\/from-env$/),
  ),
  refuses(
    { id: 'knows-no-projections', breaks: 'AUTH-10a', title: 'passes over projected volumes' },
    nodeDoes('GET', /\/projected$/),
  ),
  refuses(
    { id: 'knows-no-claims-of-pods', breaks: 'AUTH-10a', title: 'refuses nodes the claims of their pods' },
    nodeDoes('GET', /\/persistentvolumeclaims\/data$/),
  ),
  allows(
    { id: 'remembers-pods-that-are-gone', breaks: 'AUTH-10a', title: 'keeps what a pod gave after its end' },
    and(nodeDoes('GET', /\/secrets\/mounted$/), after(/DELETE \S*\/pods\/web/)),
  ),
  allows(
    { id: 'lets-nodes-delete-secrets', breaks: 'AUTH-10a', title: 'takes the right to read for every right' },
    nodeDoes('DELETE', /\/secrets\/mounted$/),
  ),
  tells(
    { id: 'gives-nodes-no-reason', breaks: 'AUTH-10a', title: 'does not say that there is no relation' },
    ({ body }) => ({ ...body, message: String(body['message']).replace(/: no relationship.*/, '') }),
  ),
  refuses(
    {
      id: 'goes-no-further-than-claims',
      breaks: 'AUTH-10b',
      title: 'refuses nodes the volumes of their pods',
    },
    nodeDoes('GET', /\/persistentvolumes\/disk/),
  ),
  allows(
    { id: 'gives-nodes-every-volume', breaks: 'AUTH-10b', title: 'lets every node read every volume' },
    and(says('impersonate-user', /^system:node:n2/), on('GET', /\/persistentvolumes\/disk/)),
  ),
  allows(
    {
      id: 'gives-nodes-secrets-of-controllers',
      breaks: 'AUTH-10b',
      title: 'does not tell the Secrets of a volume apart',
    },
    nodeDoes('GET', /\/secrets\/expansion$/),
  ),
  allows(
    {
      id: 'shows-nodes-all-pods',
      breaks: 'AUTH-10c',
      title: 'lets nodes list the pods of the whole cluster',
    },
    nodeDoes('GET', /\/api\/v1\/pods(?:\?fieldSelector=spec\.nodeName(?:%3Dn2|!).*)?$/),
  ),
  allows(
    { id: 'shows-nodes-other-pods', breaks: 'AUTH-10c', title: 'lets nodes read pods of other nodes' },
    nodeDoes('GET', /\/pods\/elsewhere$/),
  ),
  refuses(
    { id: 'hides-own-pods-from-nodes', breaks: 'AUTH-10c', title: 'does not look at the selector of a list' },
    nodeDoes('GET', /\/pods\?fieldSelector=spec\.nodeName%3Dn1/),
  ),
  allows(
    { id: 'shows-nodes-to-nodes', breaks: 'AUTH-10d', title: 'lets nodes read each other' },
    nodeDoes('GET', /\/nodes(?:\/n2.*)?$/),
  ),
  refuses(
    { id: 'keeps-nodes-from-their-status', breaks: 'AUTH-10d', title: 'lets no node tell how it is' },
    nodeDoes('PATCH', /\/nodes\/[^/]+\/status$/),
  ),
  allows(
    {
      id: 'gives-nodes-any-token',
      breaks: 'AUTH-10e',
      title: 'issues tokens to nodes for every service account',
    },
    nodeDoes('POST', /\/serviceaccounts\/default\/token$/),
  ),
  allows(
    {
      id: 'gives-nodes-unbound-tokens',
      breaks: 'AUTH-10e',
      title: 'issues tokens to nodes that outlive the pod',
    },
    nodeDoes('POST', /\/serviceaccounts\/robot\/token$/),
  ),
  allows(
    { id: 'gives-nodes-every-lease', breaks: 'AUTH-10f', title: 'lets nodes read the leases of others' },
    nodeDoes('GET', /\/kube-node-lease\/leases\/other$/),
  ),
  allows(
    { id: 'gives-nodes-leases-anywhere', breaks: 'AUTH-10f', title: 'does not look where a lease lies' },
    nodeDoes('GET', /\/kube-system\/leases\/other$/),
  ),
  allows(
    { id: 'takes-names-for-nodes', breaks: 'AUTH-10g', title: 'does not ask for the group of nodes' },
    ({ headers, path }) =>
      headers['impersonate-user'] === 'system:node:n1' &&
      headers['impersonate-group'] === undefined &&
      /\/secrets\/mounted$/.test(path),
  ),
  allows(
    { id: 'takes-the-group-for-nodes', breaks: 'AUTH-10g', title: 'does not ask for the name of a node' },
    and(says('impersonate-user', /^system:nodes:/), on('GET', /\/services$/)),
  ),
  refuses(
    { id: 'knows-no-needs-of-all-nodes', breaks: 'AUTH-10h', title: 'lets no node read services' },
    nodeDoes('GET', /\/services$/),
  ),
  allows(
    { id: 'gives-nodes-everything-to-read', breaks: 'AUTH-10h', title: 'lets nodes read whatever there is' },
    nodeDoes('GET', /\/api\/v1\/namespaces$/),
  ),
  allows(
    {
      id: 'gives-nodes-every-attachment',
      breaks: 'AUTH-10i',
      title: 'lets nodes read the attachments of others',
    },
    and(says('impersonate-user', /^system:node:n2/), on('GET', /\/volumeattachments\//)),
  ),
  refuses(
    { id: 'knows-no-attachments', breaks: 'AUTH-10i', title: 'lets no node read its attachments' },
    nodeDoes('GET', /\/volumeattachments\//),
  ),
  allows(
    {
      id: 'lets-nodes-speak-of-other-drivers',
      breaks: 'AUTH-10i',
      title: 'lets nodes write the CSINode of others',
    },
    and(says('impersonate-user', /^system:node:n2/), on('PATCH', /\/csinodes\//)),
  ),
];

/** Breaches of what nodes may write. */
export const nodeRestrictionSaboteurs: readonly Saboteur[] = [
  allows(
    { id: 'lets-nodes-change-others', breaks: 'AUTH-11a', title: 'lets a node write any node' },
    nodeDoes('PATCH', /\/nodes\/n2[^/]*$/),
  ),
  allows(
    {
      id: 'checks-nodes-not-their-status',
      breaks: 'AUTH-11a',
      title: 'does not look at subresources of nodes',
    },
    nodeDoes('PATCH', /\/nodes\/n2[^/]*\/status$/),
  ),
  allows(
    { id: 'lets-nodes-create-others', breaks: 'AUTH-11a', title: 'lets a node make another' },
    and(says('impersonate-user', /^system:node:n1/), on('POST', /\/nodes$/)),
  ),
  refuses(
    { id: 'lets-no-node-register', breaks: 'AUTH-11a', title: 'lets no node make itself' },
    and(
      says('impersonate-user', /^system:node:n3/),
      on('POST', /\/nodes$/),
      sends(/node\.kubernetes\.io\/pool/),
    ),
  ),
  allows(
    {
      id: 'lets-nodes-label-themselves-anew',
      breaks: 'AUTH-11b',
      title: 'looks at labels only when a node is changed',
      upstream:
        'kubernetes/kubernetes#90307: a node could create itself with labels that it could not add later',
    },
    and(nodeDoes('POST', /\/nodes$/), sends(/node-restriction|node-role|other\.k8s\.io/)),
  ),
  allows(
    {
      id: 'lets-nodes-label-themselves',
      breaks: 'AUTH-11b',
      title: 'lets a node change its labels',
      upstream: 'kubernetes/kubernetes#68267: a node could steer work to itself by labels of its own choice',
    },
    and(
      nodeDoes('PATCH', /\/nodes\//),
      sends(/"labels":\{"(?:node-restriction|kubernetes)\.[^}]*"(?:b|master)"\}/),
    ),
  ),
  allows(
    {
      id: 'lets-nodes-drop-labels',
      breaks: 'AUTH-11b',
      title: 'looks at labels that are set, not at those that go',
    },
    and(nodeDoes('PATCH', /\/nodes\//), sends(/"labels":\{"kubernetes\.io\/role":null\}/)),
  ),
  allows(
    {
      id: 'lets-nodes-clear-their-taints',
      breaks: 'AUTH-11b',
      title: 'lets a node change its taints',
      upstream: 'kubernetes/kubernetes#63167: a node could take away the taints that kept work from it',
    },
    and(nodeDoes('PATCH', /\/nodes\//), sends(/"taints"/)),
  ),
  allows(
    {
      id: 'lets-nodes-name-their-owner',
      breaks: 'AUTH-11b',
      title: 'lets a node say who owns it',
      upstream:
        'kubernetes/kubernetes#133471: by an owner that does not exist a node had itself deleted, and came back as it liked (CVE-2025-5187)',
    },
    and(nodeDoes('PATCH', /\/nodes\//), sends(/"ownerReferences"/)),
  ),
  refuses(
    { id: 'takes-all-labels-for-forbidden', breaks: 'AUTH-11b', title: 'lets a node change no label' },
    and(nodeDoes('PATCH', /\/nodes\//), sends(/"topology\.kubernetes\.io\/zone"/)),
  ),
  tells(
    { id: 'names-no-forbidden-label', breaks: 'AUTH-11b', title: 'does not say which labels are meant' },
    ({ body }) => ({ ...body, message: String(body['message']).split(' labels:')[0] }),
  ),
  allows(
    {
      id: 'lets-nodes-report-for-others',
      breaks: 'AUTH-11c',
      title: 'lets a node tell the status of any pod',
    },
    nodeDoes('PATCH', /\/pods\/foreign\/status$/),
  ),
  allows(
    {
      id: 'lets-nodes-label-pods',
      breaks: 'AUTH-11c',
      title: 'lets a node label pods by way of their status',
    },
    and(nodeDoes('PATCH', /\/pods\/own\/status$/), sends(/"labels"/)),
  ),
  allows(
    { id: 'lets-nodes-delete-other-pods', breaks: 'AUTH-11c', title: 'lets a node delete any pod' },
    nodeDoes('DELETE', /\/pods\/foreign$/),
  ),
  allows(
    {
      id: 'checks-no-evictions-of-nodes',
      breaks: 'AUTH-11c',
      title: 'does not look at evictions, which delete pods too',
    },
    nodeDoes('POST', /\/pods\/foreign\/eviction$/),
  ),
  refuses(
    { id: 'lets-no-node-report', breaks: 'AUTH-11c', title: 'lets no node tell the status of its pods' },
    and(nodeDoes('PATCH', /\/pods\/own\/status$/), sends(/"phase"/)),
  ),
  allows(
    {
      id: 'lets-nodes-create-pods',
      breaks: 'AUTH-11d',
      title: 'lets a node create whatever pod it wants',
    },
    and(nodeDoes('POST', /\/pods$/), (request, rules) => !sends(/config\.mirror/)(request, rules)),
  ),
  allows(
    {
      id: 'lets-mirror-pods-use-secrets',
      breaks: 'AUTH-11d',
      title: 'does not look at what a mirror pod uses',
      upstream:
        'kubernetes/kubernetes#64837: what a mirror pod refers to must never become readable for the node that wrote it',
    },
    and(nodeDoes('POST', /\/pods$/), sends(/"volumes":\[\{"name":"a"/)),
  ),
  allows(
    {
      id: 'takes-any-owner-of-mirror-pods',
      breaks: 'AUTH-11d',
      title: 'does not look at who owns a mirror pod',
    },
    and(nodeDoes('POST', /\/pods$/), sends(/"uid":"a"/)),
  ),
  refuses(
    { id: 'lets-no-node-show-static-pods', breaks: 'AUTH-11d', title: 'lets a node create no pod at all' },
    and(nodeDoes('POST', /\/pods$/), sends(/"image":"app"\}\]\}\}$/)),
  ),
  allows(
    {
      id: 'lets-nodes-change-claims',
      breaks: 'AUTH-11e',
      title: 'lets a node label claims by way of their status',
    },
    and(nodeDoes('PATCH', /\/persistentvolumeclaims\/data\/status$/), sends(/"labels"/)),
  ),
  refuses(
    {
      id: 'lets-no-node-tell-of-claims',
      breaks: 'AUTH-11e',
      title: 'lets no node tell the state of a claim',
    },
    and(nodeDoes('PATCH', /\/persistentvolumeclaims\/data\/status$/), sends(/"conditions"/)),
  ),
  allows(
    { id: 'lets-nodes-make-any-lease', breaks: 'AUTH-11f', title: 'lets a node keep another one alive' },
    nodeDoes('POST', /\/leases$/),
  ),
  allows(
    {
      id: 'lets-nodes-become-others',
      breaks: 'AUTH-11h',
      title: 'lets a node ask for the certificate of another',
    },
    nodeDoes('POST', /\/certificatesigningrequests$/),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-nobody-ask-for-nodes',
      breaks: 'AUTH-11h',
      title: 'refuses certificates of nodes to everybody',
    },
    () => ({
      answer: ({ request }) =>
        request.method === 'POST' &&
        request.headers['impersonate-user'] === undefined &&
        /\/certificatesigningrequests$/.test(request.path)
          ? { status: 403, body: failure(403, 'Forbidden') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'restricts-everybody', breaks: 'AUTH-11g', title: 'lets nobody label a node' },
    () => ({
      answer: ({ request }) =>
        request.method === 'PATCH' &&
        request.headers['impersonate-user'] === undefined &&
        /\/nodes\//.test(request.path)
          ? { status: 403, body: failure(403, 'Forbidden') }
          : undefined,
    }),
  ),
];
