import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  sentObject,
  withBody,
  withField,
  without,
  withQuery,
  wrapKubeApi,
  type JsonObject,
  type KubeApiBreach,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, dropsQuery, forgets, on, saysCode, sends } from './breach.ts';

const evictions = on('POST', /\/eviction$/);
const budget = on('GET', /\/poddisruptionbudgets\/[^/]+$/);
const pod = on('GET', /\/pods\/[^/]+$/);

/** Tells another status of budgets. */
function miscounts(named: SaboteurTitle, change: (status: JsonObject) => JsonObject | undefined): Saboteur {
  return kubeApiSaboteur(
    named,
    answers(budget, (body) => {
      const status = change(objectOf(body['status']));
      return status === undefined ? undefined : { ...body, status };
    }),
  );
}

/** Tells another condition of what is read. */
function withCondition(
  body: JsonObject,
  type: string,
  change: (condition: JsonObject) => JsonObject,
): JsonObject | undefined {
  const conditions = listOf(fieldAt(body, ['status', 'conditions']));
  if (!conditions.some((condition) => condition['type'] === type)) return undefined;
  const changed = conditions.map((condition) => (condition['type'] === type ? change(condition) : condition));
  return withField(body, ['status', 'conditions'], changed);
}

/** Takes a field out of evictions before they are looked at. */
function sendsWithout(field: string): () => KubeApiBreach {
  return sends(evictions, (request) => {
    const sent = sentObject(request);
    return Object.hasOwn(sent, field) ? withBody(request, without(sent, field)) : undefined;
  });
}

/** Breaches of what API-15 says about evictions. */
export const evictionSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'evicts-what-is-needed', breaks: 'API-15h', title: 'grants an eviction that the budget forbids' },
    acceptsRefused(evictions, 429),
  ),
  kubeApiSaboteur(
    { id: 'evicts-nobody', breaks: 'API-15h', title: 'grants evictions and deletes nothing' },
    sends(evictions, (request) => withQuery(request, { dryRun: 'All' })),
  ),
  kubeApiSaboteur(
    { id: 'refuses-without-cause', breaks: 'API-15h', title: 'does not say that it was the budget' },
    () => ({
      answer: ({ request, status, body }) =>
        status === 429 && evictions(request)
          ? { body: withField(body, ['details', 'causes'], []) }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'notes-no-eviction', breaks: 'API-15o', title: 'does not note in the budget who was let go' },
    forgets(budget, 'status.disruptedPods'),
  ),
  kubeApiSaboteur(
    { id: 'evicts-dry', breaks: 'API-15p', title: 'takes a dry run of an eviction for the eviction' },
    dropsQuery('POST', 'dryRun', /\/eviction$/),
  ),
  kubeApiSaboteur(
    { id: 'evicts-dry-by-the-body', breaks: 'API-15p', title: 'does not look for a dry run in the body' },
    sendsWithout('deleteOptions'),
  ),
  kubeApiSaboteur(
    { id: 'keeps-finished-pods', breaks: 'API-15q', title: 'lets a budget keep Pods that are over' },
    saysCode(evictions, 201, 429),
  ),
  kubeApiSaboteur(
    { id: 'takes-the-first-budget', breaks: 'API-15r', title: 'asks one of several budgets' },
    acceptsRefused(evictions, 500),
  ),
  kubeApiSaboteur(
    { id: 'asks-stale-budgets', breaks: 'API-15s', title: 'does not look whether the budget was looked at' },
    acceptsRefused(evictions, 429),
  ),
  kubeApiSaboteur(
    { id: 'never-come-again', breaks: 'API-15s', title: 'does not say when to come again' },
    () => ({
      answer: ({ request, status, headers, body }) =>
        status === 429 && evictions(request) && headers['retry-after'] !== undefined
          ? { headers: { 'retry-after': '' }, body }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'keeps-sick-pods', breaks: 'API-15t', title: 'holds every Pod against the budget, ready or not' },
    saysCode(evictions, 201, 429),
  ),
  kubeApiSaboteur(
    { id: 'lets-all-sick-pods-go', breaks: 'API-15t', title: 'lets every Pod go that is not ready' },
    acceptsRefused(evictions, 429),
  ),
  kubeApiSaboteur(
    { id: 'evicts-in-its-own-way', breaks: 'API-15u', title: 'passes over the options of the deletion' },
    sendsWithout('deleteOptions'),
  ),
  kubeApiSaboteur(
    { id: 'evicts-by-the-path', breaks: 'API-15v', title: 'does not read whom the eviction names' },
    acceptsRefused(evictions, 400),
  ),
  kubeApiSaboteur(
    { id: 'evicts-without-a-word', breaks: 'API-15w', title: 'does not mark the Pod that it evicts' },
    answers(pod, (body) =>
      withCondition(body, 'DisruptionTarget', (condition) => ({ ...condition, status: 'False' })),
    ),
  ),
  {
    id: 'grants-and-then-counts',
    breaks: 'API-15x',
    title: 'judges evictions that come at one time by the same state of the budget',
    port: 'kubeApi',
    wrap: (ports, reached) => {
      let pending = 0;
      return wrapKubeApi(ports, (api) => async (request) => {
        if (!evictions(request) || request.path.includes('dryRun')) return api.send(request);
        pending += 1;
        const hasRivals = pending > 1;
        try {
          const answer = await api.send(request);
          if (answer.status !== 429 || !hasRivals) return answer;
          reached();
          const path = pathOf(request).replace(/\/eviction$/, '');
          return {
            ...(await api.send({ ...request, method: 'DELETE', path, body: Buffer.from('{}') })),
            status: 201,
          };
        } finally {
          pending -= 1;
        }
      });
    },
  },
  miscounts(
    { id: 'counts-no-pods', breaks: 'CTRL-23a', title: 'takes the healthy Pods for all' },
    (status) => ({
      ...status,
      expectedPods: status['currentHealthy'],
    }),
  ),
  miscounts({ id: 'allows-below-zero', breaks: 'CTRL-23a', title: 'allows less than nothing' }, (status) => {
    const spare = Number(status['currentHealthy']) - Number(status['desiredHealthy']);
    return spare < 0 ? { ...status, disruptionsAllowed: spare } : undefined;
  }),
  kubeApiSaboteur(
    { id: 'says-sufficient-always', breaks: 'CTRL-23b', title: 'says that there are Pods enough' },
    answers(budget, (body) =>
      withCondition(body, 'DisruptionAllowed', (condition) => ({ ...condition, status: 'True' })),
    ),
  ),
  kubeApiSaboteur(
    { id: 'gives-no-other-reason', breaks: 'CTRL-23b', title: 'gives one reason for everything' },
    answers(budget, (body) =>
      withCondition(body, 'DisruptionAllowed', (condition) => ({ ...condition, reason: 'InsufficientPods' })),
    ),
  ),
  miscounts({ id: 'rounds-down', breaks: 'CTRL-23c', title: 'rounds percentages down' }, (status) => {
    const [desired, expected] = [Number(status['desiredHealthy']), Number(status['expectedPods'])];
    return desired > 0 && desired < expected ? { ...status, desiredHealthy: desired + 1 } : undefined;
  }),
  miscounts(
    {
      id: 'counts-who-is-there',
      breaks: 'CTRL-23d',
      title: 'counts the Pods that there are, not those wanted',
    },
    (status) => ({
      ...status,
      expectedPods: 1,
    }),
  ),
  miscounts(
    {
      id: 'guesses-what-it-cannot-count',
      breaks: 'CTRL-23e',
      title: 'allows a disruption where it cannot count',
    },
    (status) => ({
      ...status,
      disruptionsAllowed: 1,
    }),
  ),
  miscounts(
    { id: 'chooses-all', breaks: 'CTRL-23f', title: 'takes no selector for an empty one' },
    (status) => (status['expectedPods'] === 0 ? { ...status, expectedPods: 2 } : undefined),
  ),
  miscounts(
    { id: 'counts-the-doomed', breaks: 'CTRL-23g', title: 'counts Pods that are about to go' },
    (status) =>
      status['disruptedPods'] === undefined
        ? undefined
        : { ...status, currentHealthy: Number(status['currentHealthy']) + 1 },
  ),
  miscounts(
    { id: 'waits-for-ever', breaks: 'CTRL-23g', title: 'never gives back what was taken for nothing' },
    (status) => ({
      ...status,
      disruptedPods: { a: '2020-01-01T00:00:00Z' },
    }),
  ),
  kubeApiSaboteur(
    { id: 'threatens-for-ever', breaks: 'CTRL-23h', title: 'leaves the mark on Pods that stay' },
    answers(pod, (body) =>
      withCondition(body, 'DisruptionTarget', (condition) => ({ ...condition, status: 'True' })),
    ),
  ),
];
