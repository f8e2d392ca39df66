import type { HttpRequest } from '../../ports/ports.ts';
import {
  isWatch,
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  sentObject,
  withBody,
  withField,
  without,
  withQuery,
  type JsonObject,
  type RequestBreach,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

const tooMany = {
  status: 429,
  headers: { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' },
  body: 'Too many requests, please try again later.\n',
};

const isSlow = ({ path }: HttpRequest): boolean => path.includes('resourceVersion=99999999');
const isOf = (plural: string, { path }: HttpRequest): boolean =>
  path.startsWith(`/apis/flowcontrol.apiserver.k8s.io/v1/${plural}`);
const isFlowObject = (request: HttpRequest): boolean =>
  isOf('flowschemas', request) || isOf('prioritylevelconfigurations', request);

/** Creates other objects of this kind than it is told to. */
function creatingOtherwise(plural: string, change: (spec: JsonObject) => JsonObject): RequestBreach {
  return (request) => {
    if (request.method !== 'POST' || !isOf(plural, request)) return undefined;
    const object = sentObject(request);
    return withBody(request, { ...object, spec: change(objectOf(object['spec'])) });
  };
}

/** The same rules with something else in each rule about resources. */
function withResourceRules(spec: JsonObject, change: JsonObject): JsonObject {
  const rules = listOf(spec['rules']).map((rule) => ({
    ...rule,
    resourceRules: listOf(rule['resourceRules']).map((entry) => ({ ...entry, ...change })),
  }));
  return { ...spec, rules };
}

/** Breaches of what is waited for, and for how long. */
const waitingSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'takes-any-number-of-writes', breaks: 'OPS-8e', title: 'does not count requests that write' },
    () => ({
      answer: ({ request, status }) =>
        status === 429 && request.method === 'DELETE' ? { status: 504 } : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'refuses-what-could-wait', breaks: 'OPS-8d', title: 'refuses what finds no seat, queues or not' },
    () => {
      let slow = 0;
      return {
        answer: ({ request }) => {
          if (!isSlow(request)) return undefined;
          slow += 1;
          return slow > 1 ? tooMany : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'queues-without-end', breaks: 'OPS-8f', title: 'lets any number wait in a queue' },
    () => ({ answer: ({ status }) => (status === 429 ? { status: 504 } : undefined) }),
  ),
  kubeApiSaboteur(
    {
      id: 'does-not-say-how-long-to-stay-away',
      breaks: 'OPS-8f',
      title: 'refuses what finds its queue full without Retry-After',
    },
    () => ({ answer: ({ status }) => (status === 429 ? { headers: { 'retry-after': '' } } : undefined) }),
  ),
  kubeApiSaboteur(
    { id: 'lets-everybody-wait', breaks: 'OPS-8g', title: 'makes requests wait where there are no queues' },
    () => ({ answer: ({ status }) => (status === 429 ? { status: 504 } : undefined) }),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-requests-wait-for-ever',
      breaks: 'OPS-8h',
      title: 'lets requests wait whatever time they have',
    },
    () => ({
      request: (request) => (isSlow(request) ? withQuery(request, { timeout: undefined }) : undefined),
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'serves-in-order-of-arrival',
      breaks: 'OPS-8i',
      title: 'lets one flow wait for all requests of another',
    },
    () => ({
      answer: ({ request }) => (request.headers['impersonate-user'] === 'bob' ? tooMany : undefined),
    }),
  ),
  kubeApiSaboteur(
    { id: 'limits-the-exempt', breaks: 'OPS-8j', title: 'limits administrators by the levels of others' },
    () => {
      let slow = 0;
      return {
        answer: ({ request }) => {
          if (request.user !== 'admin' || !isSlow(request)) return undefined;
          slow += 1;
          return slow > 1 ? tooMany : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'keeps-the-seats-of-watches',
      breaks: 'OPS-8k',
      title: 'counts watches for as long as they last',
      upstream:
        'kubernetes/kubernetes#105409: watches that an aggregated server answered kept their seat to their end, so that others starved',
    },
    () => {
      let watches = 0;
      return {
        request: (request) => {
          if (isWatch(request)) watches += 1;
          return undefined;
        },
        answer: ({ request }) => (watches > 0 && pathOf(request).endsWith('/none') ? tooMany : undefined),
      };
    },
  ),
];

/** Breaches of how seats are shared out, and of what is told of that. */
const sharingSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'lends-without-bound', breaks: 'OPS-8l', title: 'takes no notice of the limit of borrowing' },
    () => ({
      request: creatingOtherwise('prioritylevelconfigurations', (spec) => {
        return { ...spec, limited: without(objectOf(spec['limited']), 'borrowingLimitPercent') };
      }),
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'shares-out-one-limit-only',
      breaks: 'OPS-8m',
      title: 'leaves the seats for writes out of the sum',
    },
    () => ({
      answer: ({ request, text }) =>
        request.path === '/metrics'
          ? { body: text.replace(/(nominal_limit_seats\{priority_level="workload-low"\}) 21\n/, '$1 13\n') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'keeps-the-sorting-to-itself', breaks: 'OPS-8n', title: 'has no figures of flows' },
    () => ({
      answer: ({ request, text }) =>
        request.path === '/metrics'
          ? { body: text.replaceAll(/^apiserver_flowcontrol_.*\n/gm, '') }
          : undefined,
    }),
  ),
];

/** Breaches of how requests are sorted. */
const sortingSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'asks-the-last-schema-first',
      breaks: 'OPS-8o',
      title: 'takes the greatest number for the most urgent',
    },
    () => ({
      request: creatingOtherwise('flowschemas', (spec) => {
        return { ...spec, matchingPrecedence: 1500 - Number(spec['matchingPrecedence']) };
      }),
    }),
  ),
  kubeApiSaboteur(
    { id: 'sorts-whatever-the-verb', breaks: 'OPS-8p', title: 'does not look at the verb of a request' },
    () => ({
      request: creatingOtherwise('flowschemas', (spec) => withResourceRules(spec, { verbs: ['*'] })),
    }),
  ),
  kubeApiSaboteur(
    { id: 'sorts-by-namespace-what-has-none', breaks: 'OPS-8p', title: 'takes every scope for the cluster' },
    () => ({
      request: creatingOtherwise('flowschemas', (spec) => withResourceRules(spec, { clusterScope: true })),
    }),
  ),
  kubeApiSaboteur(
    { id: 'says-not-how-it-sorted', breaks: 'OPS-8q', title: 'does not name schema and level' },
    () => ({
      answer: ({ headers }) =>
        headers['x-kubernetes-pf-flowschema-uid'] === undefined
          ? undefined
          : {
              headers: { 'x-kubernetes-pf-flowschema-uid': '', 'x-kubernetes-pf-prioritylevel-uid': '' },
            },
    }),
  ),
  kubeApiSaboteur(
    { id: 'sorts-nobody', breaks: 'OPS-8q', title: 'names a schema to whoever is nobody' },
    () => ({
      answer: ({ status }) =>
        status === 401 ? { headers: { 'x-kubernetes-pf-flowschema-uid': 'some' } } : undefined,
    }),
  ),
];

/** Breaches of what there is to sort by. */
const objectSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'starts-with-other-levels', breaks: 'OPS-8r', title: 'lets no level lend its seats' },
    () => ({
      answer: ({ request, body }) =>
        request.method === 'GET' && isOf('prioritylevelconfigurations/', request)
          ? { body: withField(body, ['spec', 'limited', 'lendablePercent'], 7) }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'lets-the-last-resort-be-changed',
      breaks: 'OPS-8s',
      title: 'takes any spec of what must be there',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 422 && request.method === 'PATCH' && isFlowObject(request)
          ? { status: 200, body: {} }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'forgets-what-must-be-there',
      breaks: 'OPS-8t',
      title: 'leaves deleted what no server can do without',
    },
    () => {
      const deleted = new Set<string>();
      return {
        answer: ({ request, status }) => {
          if (!isFlowObject(request)) return undefined;
          if (request.method === 'DELETE' && status === 200) deleted.add(pathOf(request));
          return request.method === 'GET' && deleted.has(pathOf(request))
            ? { status: 404, body: { kind: 'Status', apiVersion: 'v1', code: 404, reason: 'NotFound' } }
            : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'takes-back-what-is-ones-own',
      breaks: 'OPS-8u',
      title: 'overwrites specs whatever the annotation says',
    },
    () => ({
      answer: ({ request, body }) =>
        request.method === 'GET' && isOf('flowschemas/kube-scheduler', request)
          ? { body: withField(body, ['spec', 'matchingPrecedence'], 800) }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'says-every-level-is-there', breaks: 'OPS-8v', title: 'calls no schema dangling' },
    () => ({
      answer: ({ request, body }) =>
        request.method === 'GET' && isOf('flowschemas/', request)
          ? { body: withField(body, ['status', 'conditions', '0', 'status'], 'False') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'takes-any-flow-object',
      breaks: 'OPS-8w',
      title: 'takes schemas and levels that contradict themselves',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 422 && request.method === 'POST' && isFlowObject(request)
          ? { status: 201, body: sentObject(request) }
          : undefined,
    }),
  ),
];

/** Breaches of priority and fairness. */
export const fairnessSaboteurs: readonly Saboteur[] = [
  ...waitingSaboteurs,
  ...sharingSaboteurs,
  ...sortingSaboteurs,
  ...objectSaboteurs,
];
