import type { HttpRequest } from '../../ports/ports.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  sentObject,
  withBody,
  withField,
  type JsonObject,
  type KubeApiBreach,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, failure, on, overlooks, sends } from './breach.ts';
import { atOther } from './other-server-saboteurs.ts';

const creates = on('POST', /\/services$/);
const changes = on('PATCH|PUT', /\/services\/[^/]+$/);
const reads = on('GET', /\/services\/[^/]+$/);
const lists = on('GET', /\/namespaces\/[^/]+\/services$/);
const spec = (name: string): readonly string[] => ['spec', name];

function says(body: JsonObject, name: string): unknown {
  return fieldAt(body, spec(name));
}

function asks(request: HttpRequest, name: string): unknown {
  return says(sentObject(request), name);
}

/** Shows all Services of a list with the addresses and ports of the first. */
function oneForAll(): () => KubeApiBreach {
  return answers(lists, (body) => {
    const items = listOf(body['items']);
    const first = items.find((item) => {
      const own = says(item, 'clusterIP');
      return typeof own === 'string' && own !== 'None' && own !== '';
    });
    if (first === undefined || items.length < 2) return undefined;
    const changed = items.map((item) => withField(item, spec('clusterIPs'), says(first, 'clusterIPs')));
    return { ...body, items: changed };
  });
}

/** Remembers what Services had, and refuses whoever asks for it after `freedBy`. */
function keeps(
  path: readonly string[],
  freedBy: (request: HttpRequest, status: number) => boolean,
): () => KubeApiBreach {
  return () => {
    const had = new Map<string, unknown>();
    const kept = new Set<unknown>();
    const wanted = (request: HttpRequest): readonly unknown[] =>
      creates(request)
        ? [asks(request, 'clusterIP'), fieldAt(sentObject(request), ['spec', 'ports', '0', 'nodePort'])]
        : [];
    return {
      answer: ({ request, status, body }) => {
        if (wanted(request).some((number) => number !== undefined && kept.has(number)))
          return { status: 422, body: failure(422, 'Invalid') };
        if (creates(request) && freedBy(request, status)) kept.add(fieldAt(sentObject(request), path));
        if (status === 201)
          had.set(`${pathOf(request)}/${String(fieldAt(body, ['metadata', 'name']))}`, fieldAt(body, path));
        if (status < 300 && !creates(request) && freedBy(request, status)) kept.add(had.get(pathOf(request)));
        kept.delete(undefined);
        return undefined;
      },
    };
  };
}

/** Keeps the addresses of Services whose status is patched. */
function keepsByStatus(): () => KubeApiBreach {
  return () => {
    const had = new Map<string, unknown>();
    const kept = new Set<unknown>();
    return {
      answer: ({ request, status, body }) => {
        if (creates(request) && kept.has(asks(request, 'clusterIP')))
          return { status: 422, body: failure(422, 'Invalid') };
        if (status === 201)
          had.set(
            `${pathOf(request)}/${String(fieldAt(body, ['metadata', 'name']))}`,
            says(body, 'clusterIP'),
          );
        if (status < 300 && on('PATCH', /\/status$/)(request))
          kept.add(had.get(pathOf(request).replace(/\/status$/, '')));
        return undefined;
      },
    };
  };
}

/** Takes fields out of what is sent to create a Service. */
function ignores(...names: readonly string[]): () => KubeApiBreach {
  return sends(creates, (request) =>
    names.some((name) => asks(request, name) !== undefined)
      ? withBody(
          request,
          names.reduce((object, name) => withField(object, spec(name), undefined), sentObject(request)),
        )
      : undefined,
  );
}

const address = spec('clusterIP');
const dryRun = (request: HttpRequest): boolean => request.path.includes('dryRun=All');

/** Breaches of what API-19 says about what a Service of a type and of a stack has. */
export const serviceSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'address-leaks-with-the-status',
      breaks: 'API-19e',
      title: 'does not free the address of a Service whose last finalizer went by way of the status',
      upstream:
        'kubernetes/kubernetes#120536: what a Service had was not released where its finalizer was removed through the status',
    },
    keepsByStatus(),
  ),
  kubeApiSaboteur(
    {
      id: 'services-share-an-address',
      breaks: 'API-19j',
      title: 'gives several Services one address when many are made at once',
      upstream:
        'kubernetes/kubernetes#37488: the repair freed what a create under way had just taken, and it was given twice',
    },
    oneForAll(),
  ),
  kubeApiSaboteur(
    { id: 'numbers-are-used-up', breaks: 'API-19j', title: 'gives no number of a removed Service again' },
    keeps(address, (request) => request.method === 'DELETE'),
  ),
  atOther(
    kubeApiSaboteur(
      {
        id: 'other-server-gives-it-again',
        breaks: 'API-6f',
        title: 'gives through another server what is taken',
      },
      oneForAll(),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'external-keeps-its-ports',
      breaks: 'API-19k',
      title: 'leaves node ports to a Service that turned external',
    },
    answers(reads, (body) =>
      says(body, 'type') === 'ExternalName'
        ? withField(body, ['spec', 'ports', '0', 'nodePort'], 30_001)
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'external-never-gets-an-address',
      breaks: 'API-19k',
      title: 'gives no address to a Service that is external no more',
      upstream:
        'kubernetes/kubernetes#46190: a Service that was changed from ExternalName to ClusterIP had no address',
    },
    () => {
      const wasExternal = new Set<string>();
      return {
        answer: ({ request, status, body }) => {
          if (status === 201 && says(body, 'type') === 'ExternalName')
            wasExternal.add(`${pathOf(request)}/${String(fieldAt(body, ['metadata', 'name']))}`);
          return reads(request) && wasExternal.has(pathOf(request)) && says(body, 'type') !== 'ExternalName'
            ? { body: withField(body, address, undefined) }
            : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'no-health-port', breaks: 'API-19l', title: 'gives a local load balancer no health port' },
    answers(reads, (body) =>
      says(body, 'healthCheckNodePort') === undefined
        ? undefined
        : withField(body, spec('healthCheckNodePort'), undefined),
    ),
  ),
  kubeApiSaboteur(
    { id: 'health-port-changes', breaks: 'API-19l', title: 'lets a health port change' },
    overlooks(/healthCheckNodePort$/, changes),
  ),
  kubeApiSaboteur(
    {
      id: 'health-port-leaks',
      breaks: 'API-19l',
      title: 'does not free a health port with the policy',
      upstream:
        'kubernetes/kubernetes#31757: the health ports of Services that no longer needed them were never given back',
    },
    keeps(spec('healthCheckNodePort'), (request) => request.method === 'PATCH'),
  ),
  kubeApiSaboteur(
    { id: 'node-ports-for-all-balancers', breaks: 'API-19m', title: 'gives node ports that nobody wanted' },
    ignores('allocateLoadBalancerNodePorts'),
  ),
  kubeApiSaboteur(
    {
      id: 'a-port-for-each-protocol',
      breaks: 'API-19n',
      title: 'gives each protocol of a port a node port of its own',
    },
    answers(reads, (body) =>
      listOf(says(body, 'ports')).length < 2
        ? undefined
        : withField(body, ['spec', 'ports', '0', 'nodePort'], 30_002),
    ),
  ),
  kubeApiSaboteur(
    { id: 'one-port-for-two', breaks: 'API-19n', title: 'lets two ports of one protocol have one node port' },
    overlooks(/nodePort$/, creates),
  ),
  kubeApiSaboteur(
    {
      id: 'dry-run-takes-an-address',
      breaks: 'API-19o',
      title: 'takes an address for a dry run',
      upstream: 'kubernetes/kubernetes#67038: dry runs of Services took addresses and ports',
    },
    keeps(address, (request) => creates(request) && dryRun(request)),
  ),
  kubeApiSaboteur(
    {
      id: 'refusal-keeps-the-address',
      breaks: 'API-19o',
      title: 'keeps the address of a Service that was refused',
      upstream:
        'kubernetes/kubernetes#49999: what was taken for a Service whose creation failed was not given back',
    },
    keeps(address, (request, status) => creates(request) && status === 422),
  ),
  kubeApiSaboteur(
    {
      id: 'family-is-ignored',
      breaks: 'API-19p',
      title: 'gives an address of the first family whatever was asked for',
      upstream: 'kubernetes/kubernetes#89612: the address of a Service was not of the family that it named',
    },
    ignores('ipFamilies'),
  ),
  kubeApiSaboteur(
    { id: 'both-stacks-are-ignored', breaks: 'API-19p', title: 'gives one address to who wants two' },
    ignores('ipFamilyPolicy'),
  ),
  kubeApiSaboteur(
    {
      id: 'second-stack-leaks',
      breaks: 'API-19q',
      title: 'does not free the address of a stack that was taken away',
    },
    keeps(['spec', 'clusterIPs', '1'], (request) => request.method === 'PATCH'),
  ),
  kubeApiSaboteur(
    {
      id: 'policy-is-not-heeded',
      breaks: 'API-19q',
      title: 'takes a stack away although the policy keeps it',
    },
    overlooks(/ipFamilyPolicy$/, changes),
  ),
  kubeApiSaboteur(
    {
      id: 'second-stack-never-comes',
      breaks: 'API-19q',
      title: 'adds no stack to a Service that has one',
      upstream:
        'kubernetes/kubernetes#102654: a change of the policy was accepted and left the families as they were',
    },
    answers(reads, (body) => {
      const addresses = fieldAt(body, spec('clusterIPs'));
      if (!Array.isArray(addresses) || addresses.length < 2) return undefined;
      return withField(body, spec('clusterIPs'), addresses.slice(0, 1));
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'stacks-that-are-not-there',
      breaks: 'API-19r',
      title: 'promises a stack that the cluster has not',
    },
    overlooks(/ipFamil/, creates),
  ),
  kubeApiSaboteur(
    {
      id: 'ranges-are-not-heeded',
      breaks: 'API-19s',
      title: 'gives numbers outside the ranges of the server',
    },
    overlooks(/clusterIPs|nodePort/, creates),
  ),
  kubeApiSaboteur(
    {
      id: 'headless-stands-for-one',
      breaks: 'API-19t',
      title: 'shows a headless Service without a selector with one family',
    },
    answers(reads, (body) =>
      says(body, 'ipFamilyPolicy') === 'RequireDualStack'
        ? withField(body, spec('ipFamilies'), ['IPv4'])
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'endpoints-outlive-their-service',
      breaks: 'API-19u',
      title: 'leaves the Endpoints of a deleted Service there',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 404 && on('GET', /\/endpoints\/[^/]+$/)(request)
          ? {
              status: 200,
              body: objectOf({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web' } }),
            }
          : undefined,
    }),
  ),
];
