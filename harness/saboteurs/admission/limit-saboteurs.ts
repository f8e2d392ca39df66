import { answers, on, overlooks } from '../api/breach.ts';
import {
  kubeApiSaboteur,
  listOf,
  objectOf,
  withField,
  without,
  type JsonObject,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { keepsOut, letsIn, letsInWhere, rewords, saying } from './breach.ts';

const newPods = on('POST', /\/pods$/);
const newLimits = on('POST', /\/limitranges$/);
const newClaims = on('POST', /\/persistentvolumeclaims$/);
const oldClaims = on('PATCH', /\/persistentvolumeclaims\//);
const onePod = on('GET', /\/pods\/[^/]+$/);

/** A pod whose containers of one list say nothing of what they want. */
function silenced(pod: JsonObject, list: string): JsonObject {
  const containers = listOf(objectOf(pod['spec'])[list]);
  return withField(
    pod,
    ['spec', list],
    containers.map((container) => ({ ...container, resources: {} })),
  );
}

const defaults: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'sets-no-defaults', breaks: 'ADM-11', title: 'leaves containers that say nothing as they are' },
    answers(onePod, (pod) => silenced(pod, 'containers')),
  ),
  kubeApiSaboteur(
    { id: 'sets-nothing-at-the-start', breaks: 'ADM-11', title: 'overlooks init containers' },
    answers(onePod, (pod) => silenced(pod, 'initContainers')),
  ),
  kubeApiSaboteur(
    { id: 'sets-over-what-is-said', breaks: 'ADM-11', title: 'sets the defaults over what a container says' },
    answers(saying(newPods, /"cpu":"200m"/), (pod) =>
      withField(pod, ['spec', 'containers', '0', 'resources', 'limits', 'cpu'], '500m'),
    ),
  ),
  kubeApiSaboteur(
    { id: 'sets-in-silence', breaks: 'ADM-11a', title: 'does not say what it has set' },
    answers(newPods, (pod) => withField(pod, ['metadata', 'annotations'], undefined)),
  ),
  kubeApiSaboteur(
    { id: 'sets-and-tells-of-one', breaks: 'ADM-11a', title: 'says only what it has set first' },
    answers(newPods, (pod) => {
      const key = 'kubernetes.io/limit-ranger';
      const told = objectOf(objectOf(pod['metadata'])['annotations'])[key];
      return withField(pod, ['metadata', 'annotations', key], String(told).split(';')[0]);
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'completes-no-defaults',
      breaks: 'ADM-11i',
      title: 'leaves the defaults of a limit as they are written',
    },
    answers(newLimits, (range) =>
      withField(range, ['spec', 'limits', '0'], without(firstLimit(range), 'defaultRequest')),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'asks-for-the-minimum',
      breaks: 'ADM-11i',
      title: 'makes the minimum the default request first of all',
    },
    answers(newLimits, (range) => withField(range, ['spec', 'limits', '0', 'defaultRequest', 'cpu'], '100m')),
  ),
];

function firstLimit(range: JsonObject): JsonObject {
  return listOf(objectOf(range['spec'])['limits'])[0] ?? {};
}

const bounds: readonly Saboteur[] = [
  letsInWhere(
    { id: 'knows-no-minimum', breaks: 'ADM-11b', title: 'lets small containers in' },
    /minimum cpu/,
  ),
  letsIn(
    { id: 'no-minimum-at-the-start', breaks: 'ADM-11b', title: 'looks at no init container for the minimum' },
    saying(newPods, /initContainers/),
  ),
  letsInWhere(
    { id: 'takes-the-units-for-one', breaks: 'ADM-11b', title: 'takes 1G for as much as 1Gi' },
    /request is 1G$/,
  ),
  letsInWhere(
    { id: 'knows-no-maximum', breaks: 'ADM-11c', title: 'lets large containers in' },
    /limit is 1001m/,
  ),
  letsIn(
    { id: 'no-maximum-at-the-start', breaks: 'ADM-11c', title: 'looks at no init container for the maximum' },
    saying(newPods, /initContainers/),
  ),
  keepsOut(
    { id: 'refuses-the-maximum', breaks: 'ADM-11c', title: 'refuses what is exactly the maximum' },
    newPods,
  ),
  letsInWhere(
    {
      id: 'knows-no-ratio',
      breaks: 'ADM-11d',
      title: 'lets a limit go as far beyond the request as it likes',
      upstream:
        'kubernetes/kubernetes#13787: pods whose limit was more times the request than allowed could be created',
    },
    /provided ratio/,
  ),
  letsInWhere(
    { id: 'no-ratio-to-nothing', breaks: 'ADM-11d', title: 'keeps no ratio where there is no request' },
    /no request is specified or request is 0/,
  ),
  letsIn(
    { id: 'looks-at-no-pod', breaks: 'ADM-11e', title: 'looks at each container for itself alone' },
    newPods,
  ),
  letsInWhere(
    {
      id: 'silent-pods-are-small',
      breaks: 'ADM-11e',
      title: 'takes a pod that says nothing for a small one',
    },
    /is specified/,
  ),
  keepsOut(
    {
      id: 'adds-what-comes-in-turn',
      breaks: 'ADM-11e',
      title: 'adds up init containers that run one after the other',
    },
    saying(newPods, /initContainers/),
  ),
  letsIn({ id: 'looks-at-no-claim', breaks: 'ADM-11f', title: 'lets claims of any size in' }, newClaims),
  letsInWhere(
    { id: 'claims-may-be-small', breaks: 'ADM-11f', title: 'knows only the maximum of claims' },
    /minimum storage/,
  ),
  keepsOut(
    { id: 'refuses-full-claims', breaks: 'ADM-11f', title: 'refuses claims within the bounds' },
    newClaims,
  ),
  rewords(
    { id: 'stops-at-the-first-fault', breaks: 'ADM-11g', title: 'tells only the first thing that is wrong' },
    (message) => message.replace(/\[([^,]*, [^,]*), .*\]$/, '$1'),
  ),
  rewords(
    { id: 'repeats-itself', breaks: 'ADM-11g', title: 'tells the same thing once for every container' },
    (message) => message.replace('[', '[maximum cpu usage per Container is 1, but limit is 2, '),
  ),
  keepsOut(
    {
      id: 'looks-at-pods-again',
      breaks: 'ADM-11h',
      title: 'holds pods against the bounds whenever they change',
    },
    on('PATCH', /\/pods\//),
  ),
  letsIn(
    { id: 'looks-at-claims-once', breaks: 'ADM-11h', title: 'holds only new claims against the bounds' },
    oldClaims,
  ),
  kubeApiSaboteur(
    { id: 'limits-need-no-order', breaks: 'ADM-11j', title: 'lets a minimum be above the maximum' },
    overlooks(/min\[|defaultRequest\[/, newLimits),
  ),
  kubeApiSaboteur(
    { id: 'pods-have-defaults', breaks: 'ADM-11j', title: 'lets a limit for pods have defaults' },
    overlooks(/default$|defaultRequest$/, newLimits),
  ),
  kubeApiSaboteur(
    { id: 'claims-need-no-bounds', breaks: 'ADM-11j', title: 'lets a limit for claims say nothing' },
    overlooks(/limits$/, newLimits),
  ),
  kubeApiSaboteur(
    { id: 'ratios-below-one', breaks: 'ADM-11j', title: 'lets a limit have to be below the request' },
    overlooks(/maxLimitRequestRatio/, newLimits),
  ),
  letsIn(
    { id: 'asks-one-limit-range', breaks: 'ADM-11k', title: 'looks at the first LimitRange alone' },
    newPods,
  ),
  keepsOut(
    {
      id: 'counts-before-it-sets',
      breaks: 'ADM-11m',
      title: 'asks the quotas before the limits have set anything',
    },
    newPods,
  ),
];

/** Breaches of what one pod or one claim may ask for. */
export const limitSaboteurs: readonly Saboteur[] = [...defaults, ...bounds];
