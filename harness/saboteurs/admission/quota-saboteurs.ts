import { acceptsRefused, dropsQuery, on, onQuery, sends } from '../api/breach.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  sentObject,
  withBody,
  withField,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import {
  keepsOut,
  letsIn,
  letsInWhere,
  notSaying,
  rewords,
  saying,
  showsStatus,
  showsUsed,
} from './breach.ts';

const newPods = on('POST', /\/pods$/);
const newSecrets = on('POST', /\/secrets$/);
const newServices = on('POST', /\/services$/);

const refusing: readonly Saboteur[] = [
  letsIn({ id: 'lets-everything-in', breaks: 'ADM-10', title: 'looks at no quota' }, newPods),
  keepsOut(
    { id: 'keeps-the-last-one-out', breaks: 'ADM-10', title: 'refuses what exactly fills a quota' },
    newSecrets,
  ),
  kubeApiSaboteur(
    {
      id: 'one-quota-for-all',
      breaks: 'ADM-10',
      title: 'holds what is created against the quotas of other namespaces',
    },
    () => {
      let isBounded = false;
      return {
        answer: ({ request, status }) => {
          if (/\/namespaces\/dev[^/]*\/resourcequotas$/.test(request.path)) isBounded = true;
          if (!isBounded || status !== 201 || !newPods(request)) return undefined;
          return { status: 403, body: { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403 } };
        },
      };
    },
  ),
  rewords(
    { id: 'tells-no-amounts', breaks: 'ADM-10a', title: 'says only which quota is exceeded' },
    (message) => message.replace(/, requested: .*/, ''),
  ),
  rewords(
    {
      id: 'tells-the-sum',
      breaks: 'ADM-10a',
      title: 'tells what would be used instead of what is asked for',
    },
    (message) => message.replace('requested: requests.cpu=401m', 'requested: requests.cpu=1001m'),
  ),
  letsIn(
    { id: 'asks-one-quota-only', breaks: 'ADM-10b', title: 'asks only the first quota that it finds' },
    newSecrets,
  ),
  letsInWhere(
    {
      id: 'forgets-a-refusal',
      breaks: 'ADM-10b',
      title: 'lets in what one quota refused once the others have been charged',
      upstream:
        'kubernetes/kubernetes#141904: a request that one quota had refused was let in when the status of another had to be written again',
    },
    /exceeded quota: narrow/,
  ),
  letsInWhere(
    {
      id: 'takes-silence-for-nothing',
      breaks: 'ADM-10c',
      title: 'counts a container that says nothing as nothing',
    },
    /must specify/,
  ),
  rewords(
    {
      id: 'names-one-container',
      breaks: 'ADM-10c',
      title: 'names only the first container that says too little',
    },
    (message) => message.replace('silent,vague', 'silent'),
  ),
  keepsOut(
    { id: 'demands-everything', breaks: 'ADM-10c', title: 'demands a word on whatever a quota limits' },
    notSaying(newPods, /resources/),
  ),
];

const counting: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'charges-later', breaks: 'ADM-4', title: 'answers before the quota is charged' },
    () => {
      let first: unknown;
      return {
        answer: ({ request, status, body }) => {
          if (status !== 200 || !on('GET', /\/resourcequotas\/[^/]+$/)(request)) return undefined;
          const used = fieldAt(body, ['status', 'used']);
          if (first === undefined) first = used;
          if (first === undefined || JSON.stringify(first) === JSON.stringify(used)) return undefined;
          return { body: withField(body, ['status', 'used'], first) };
        },
      };
    },
  ),
  showsUsed(
    { id: 'overwrites-a-charge', breaks: 'ADM-4', title: 'writes the second charge over the first' },
    ({ secrets }) => (secrets === '2' ? { secrets: '1' } : undefined),
  ),
  kubeApiSaboteur(
    { id: 'counts-no-init-containers', breaks: 'ADM-10d', title: 'counts the containers that stay alone' },
    sends(newPods, (request) =>
      withBody(request, withField(sentObject(request), ['spec', 'initContainers'], undefined)),
    ),
  ),
  kubeApiSaboteur(
    { id: 'sums-init-containers', breaks: 'ADM-10d', title: 'adds init containers to the others' },
    sends(newPods, (request) => withBody(request, withInitBeside(sentObject(request)))),
  ),
  showsUsed(
    { id: 'counts-requests-as-limits', breaks: 'ADM-10d', title: 'counts requests where limits are meant' },
    (used) => (used['pods'] === '1' ? { 'limits.cpu': used['requests.cpu'] ?? '' } : undefined),
  ),
  showsUsed(
    { id: 'counts-one-device-per-pod', breaks: 'ADM-10d', title: 'counts foreign resources once per pod' },
    (used) => (used['requests.example.com/gpu'] === '2' ? { 'requests.example.com/gpu': '1' } : undefined),
  ),
  letsInWhere(
    { id: 'counts-old-kinds-only', breaks: 'ADM-10e', title: 'knows only the names from before count/' },
    /requested: count\//,
  ),
  letsInWhere(
    { id: 'counts-the-core-group-only', breaks: 'ADM-10e', title: 'counts only what lies in the core group' },
    /requested: count\/\w+\.\w/,
  ),
  letsInWhere(
    { id: 'forgets-old-names', breaks: 'ADM-10e', title: 'knows no names from before count/' },
    /requested: (?:secrets|replicationcontrollers|resourcequotas)=/,
  ),
  keepsOut({ id: 'counts-events', breaks: 'ADM-10e', title: 'counts events too' }, on('POST', /\/events$/)),
  showsUsed(
    {
      id: 'one-node-port-per-service',
      breaks: 'ADM-10f',
      title: 'counts one node port for a service, however many ports it has',
      upstream: 'kubernetes/kubernetes#29456: a service with several node ports was charged with one',
    },
    (used) => (used['services.nodeports'] === '2' ? { 'services.nodeports': '1' } : undefined),
  ),
  showsUsed(
    {
      id: 'balancers-need-no-ports',
      breaks: 'ADM-10f',
      title: 'does not count the node ports of load balancers',
      upstream:
        'kubernetes/kubernetes#32221: node ports given to services of type LoadBalancer were not counted',
    },
    (used) => (used['services.loadbalancers'] === '1' ? { 'services.nodeports': '0' } : undefined),
  ),
  showsUsed(
    {
      id: 'balancers-always-have-ports',
      breaks: 'ADM-10f',
      title: 'counts node ports that a load balancer does not want',
    },
    (used) => (used['services.loadbalancers'] === '1' ? { 'services.nodeports': '2' } : undefined),
  ),
  letsInWhere(
    { id: 'knows-no-storage-classes', breaks: 'ADM-10g', title: 'does not look at the class of a claim' },
    /gold\.storageclass/,
  ),
  showsUsed(
    { id: 'counts-claims-for-storage', breaks: 'ADM-10g', title: 'counts the claims where storage is meant' },
    (used) => (used['persistentvolumeclaims'] === '2' ? { 'requests.storage': '2' } : undefined),
  ),
  letsIn(
    { id: 'updates-are-free', breaks: 'ADM-10h', title: 'charges only what is created' },
    on('PATCH', /\/services\//),
  ),
  keepsOut(
    {
      id: 'charges-updates-in-full',
      breaks: 'ADM-10h',
      title: 'charges an update as if the object were new',
    },
    on('PATCH', /\/services\//),
  ),
  keepsOut(
    {
      id: 'refuses-beside-the-excess',
      breaks: 'ADM-10h',
      title: 'refuses everything as soon as one amount of the quota is exceeded',
      upstream:
        'kubernetes/kubernetes#73628: a quota that was exceeded in node ports refused services that have none',
    },
    saying(newServices, /"type":"ClusterIP"/),
  ),
  kubeApiSaboteur(
    { id: 'charges-dry-runs', breaks: 'ADM-10l', title: 'carries dry runs out' },
    dropsQuery('POST', 'dryRun'),
  ),
  letsIn(
    { id: 'lets-dry-runs-pass', breaks: 'ADM-10l', title: 'holds dry runs against no quota' },
    onQuery('POST', 'dryRun'),
  ),
  showsUsed({ id: 'writes-as-it-came', breaks: 'ADM-10t', title: 'writes fractions' }, (used) =>
    used['requests.cpu'] === '200m' ? { 'requests.cpu': '0.2' } : undefined,
  ),
  showsUsed(
    { id: 'rounds-to-gibibytes', breaks: 'ADM-10t', title: 'takes 1G and 1Gi for the same' },
    (used) => (used['requests.memory'] === '2073741824' ? { 'requests.memory': '2Gi' } : undefined),
  ),
  showsUsed(
    { id: 'loses-the-notation', breaks: 'ADM-10t', title: 'writes every amount without a suffix' },
    (used) => (used['requests.memory'] === '1Gi' ? { 'requests.memory': '1073741824' } : undefined),
  ),
];

/** The first init container runs beside the others for ever. */
function withInitBeside(pod: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const spec = objectOf(pod['spec']);
  const [sidecar, ...others] = listOf(spec['initContainers']);
  return withField(
    { ...pod, spec: { ...spec, initContainers: sidecar === undefined ? [] : [sidecar] } },
    ['spec', 'containers'],
    [...listOf(spec['containers']), ...others],
  );
}

const scopes: readonly Saboteur[] = [
  letsIn({ id: 'knows-no-scopes', breaks: 'ADM-10j', title: 'leaves quotas with scopes aside' }, newPods),
  keepsOut(
    { id: 'overlooks-scopes', breaks: 'ADM-10j', title: 'counts all pods in a quota with scopes' },
    notSaying(newPods, /priorityClassName/),
  ),
  letsIn(
    {
      id: 'takes-a-deadline-for-nothing',
      breaks: 'ADM-10j',
      title: 'takes Terminating for being deleted',
      upstream:
        'kubernetes/kubernetes#135411: the report reads Terminating as being deleted, where the server means pods with a deadline',
    },
    saying(newPods, /activeDeadlineSeconds/),
  ),
  letsIn(
    { id: 'selectors-choose-nobody', breaks: 'ADM-10k', title: 'leaves quotas with a selector aside' },
    newPods,
  ),
  letsIn(
    { id: 'not-in-needs-a-class', breaks: 'ADM-10k', title: 'takes a pod without a class for none of NotIn' },
    saying(newPods, /"priorityClassName":""/),
  ),
  keepsOut(
    { id: 'selectors-choose-everybody', breaks: 'ADM-10k', title: 'counts pods of every class' },
    saying(newPods, /priorityClassName/),
  ),
];

const status: readonly Saboteur[] = [
  showsUsed(
    { id: 'counts-from-now-on', breaks: 'ADM-10m', title: 'counts only what comes after the quota' },
    (used) => Object.fromEntries(Object.keys(used).map((name) => [name, '0'])),
  ),
  showsStatus(
    { id: 'leaves-out-what-is-not-used', breaks: 'ADM-10m', title: 'says nothing of what is not used' },
    (used) => ({ used: Object.fromEntries(Object.entries(used).filter(([, amount]) => amount !== '0')) }),
  ),
  kubeApiSaboteur(
    { id: 'keeps-the-first-limits', breaks: 'ADM-10n', title: 'never looks at a quota again' },
    () => {
      let first: unknown;
      return {
        answer: ({ request, status: code, body }) => {
          if (code !== 200 || !on('GET', /\/resourcequotas\/[^/]+$/)(request)) return undefined;
          const hard = fieldAt(body, ['status', 'hard']);
          if (first === undefined) first = hard;
          if (first === undefined || JSON.stringify(first) === JSON.stringify(hard)) return undefined;
          return { body: withField(body, ['status', 'hard'], first) };
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'takes-away-what-is-too-much',
      breaks: 'ADM-10n',
      title: 'deletes what no longer fits into a quota',
    },
    () => ({
      answer: async ({ request, status: code, body }, ask) => {
        if (code !== 200 || !on('PATCH', /\/resourcequotas\//)(request)) return undefined;
        if (fieldAt(body, ['spec', 'hard', 'secrets']) !== '0') return undefined;
        await ask({ method: 'DELETE', path: request.path.replace(/\/resourcequotas\/.*/, '/secrets') });
        return { body };
      },
    }),
  ),
  keepsOut(
    { id: 'refuses-deletions', breaks: 'ADM-10i', title: 'refuses deletions where a quota is exceeded' },
    on('DELETE', /\/secrets\/key$/),
  ),
  kubeApiSaboteur(
    {
      id: 'gives-nothing-back',
      breaks: 'ADM-10i',
      title: 'never lowers what is used',
      upstream:
        'kubernetes/kubernetes#65107: the counts of quotas did not go down when objects were deleted, until the controllers were started anew',
    },
    () => remembersMost(),
  ),
  showsUsed(
    { id: 'counts-what-has-ended', breaks: 'ADM-10o', title: 'counts pods that have ended like the others' },
    (used) =>
      used['count/pods'] === '1' && used['pods'] === '0' ? { pods: '1', 'requests.cpu': '100m' } : undefined,
  ),
  showsUsed(
    { id: 'forgets-ended-objects', breaks: 'ADM-10o', title: 'counts pods that have ended not at all' },
    (used) => (used['count/pods'] === '1' && used['pods'] === '0' ? { 'count/pods': '0' } : undefined),
  ),
  letsIn(
    {
      id: 'knows-no-limited-resources',
      breaks: 'ADM-10p',
      title: 'lets in what is limited and has no quota',
    },
    on('POST', /\/persistentvolumeclaims$/),
  ),
  kubeApiSaboteur(
    { id: 'knows-no-limited-scopes', breaks: 'ADM-10p', title: 'lets in pods of a limited scope' },
    acceptsRefused(newPods, 500),
  ),
  keepsOut(
    { id: 'takes-limited-for-forbidden', breaks: 'ADM-10p', title: 'refuses what is limited, quota or not' },
    on('POST', /\/persistentvolumeclaims$/),
  ),
  kubeApiSaboteur(
    {
      id: 'keeps-failed-charges',
      breaks: 'ADM-10q',
      title: 'never gives back what it charged for requests that failed',
      upstream:
        'kubernetes/kubernetes#70563: a creation that failed for its name stayed charged until the controller counted anew; here it does so for ever',
    },
    () => {
      let failed = 0;
      return {
        answer: ({ request, status: code, body }) => {
          if (code === 409 && newSecrets(request)) failed += 1;
          if (failed === 0 || code !== 200 || !on('GET', /\/resourcequotas\//)(request)) return undefined;
          return { body: withField(body, ['status', 'used', 'secrets'], String(1 + failed)) };
        },
      };
    },
  ),
];

/** Shows the largest number that was ever used. */
function remembersMost(): ReturnType<Parameters<typeof kubeApiSaboteur>[1]> {
  const most = new Map<string, number>();
  return {
    answer: ({ request, status: code, body }) => {
      if (code !== 200 || !on('GET', /\/resourcequotas\//)(request)) return undefined;
      const used = Object.entries(objectOf(fieldAt(body, ['status', 'used'])));
      for (const [name, amount] of used) most.set(name, Math.max(most.get(name) ?? 0, Number(amount)));
      const shown = Object.fromEntries(used.map(([name]) => [name, String(most.get(name))]));
      if (used.every(([name, amount]) => shown[name] === amount)) return undefined;
      return { body: withField(body, ['status', 'used'], shown) };
    },
  };
}

/** Breaches of what a namespace may use, each request for itself. */
export const quotaSaboteurs: readonly Saboteur[] = [...refusing, ...counting, ...scopes, ...status];
