import { numberAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import { labelProblems } from './names.ts';
import { podTemplateWarnings } from './pod-template-warnings.ts';
import { claimSpecWarnings } from './volume-warnings.ts';

type Warn = (object: KubeObject, before?: KubeObject) => readonly string[];

/** A changed object is only spoken of where its spec has changed. */
function isNews(object: KubeObject, before: KubeObject | undefined): boolean {
  return before === undefined || object.metadata?.generation !== before.metadata?.generation;
}

/** Pods are named after such objects. */
function nameWarnings(object: KubeObject, before: KubeObject | undefined): readonly string[] {
  const problems = before === undefined ? labelProblems(object.metadata?.name ?? '', false) : [];
  if (problems.length === 0) return [];
  const text =
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is ' +
    'recommended: ';
  return [`${text}[${problems.join(' ')}]`];
}

function ofTemplate(parent: Fields | undefined, path: string): readonly string[] {
  return podTemplateWarnings(objectAt(parent, 'template'), path);
}

/** Of a workload whose pods stand in `spec.template`. */
export const templateWarnings: Warn = (object, before) =>
  isNews(object, before) ? ofTemplate(objectAt(object, 'spec'), 'spec.template') : [];

export const namedTemplateWarnings: Warn = (object, before) => [
  ...nameWarnings(object, before),
  ...templateWarnings(object, before),
];

export const podTemplateObjectWarnings: Warn = (object, before) =>
  isNews(object, before) ? ofTemplate(object, 'template') : [];

export const statefulSetWarnings: Warn = (object, before) => {
  // Upstream spells the path in two ways.
  const part = before === undefined ? '' : '.Spec';
  return [
    ...templateWarnings(object, before),
    ...objectsAt(objectAt(object, 'spec'), 'volumeClaimTemplates').flatMap((claim, index) =>
      claimSpecWarnings(objectAt(claim, 'spec'), `spec.volumeClaimTemplates[${index}]${part}`),
    ),
  ];
};

function ofJobSpec(spec: Fields | undefined, path: string): readonly string[] {
  const isWide =
    (numberAt(spec, 'completions') ?? 0) > 100_000 && (numberAt(spec, 'parallelism') ?? 0) > 10_000;
  const text =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not ' +
    'be able to track completedIndexes when a big number of indexes fail';
  return [
    ...(textAt(spec, 'completionMode') === 'Indexed' && isWide ? [`${path}: ${text}`] : []),
    ...ofTemplate(spec, `${path}.template`),
  ];
}

export const jobWarnings: Warn = (object, before) => [
  ...nameWarnings(object, before),
  ...(isNews(object, before) ? ofJobSpec(objectAt(object, 'spec'), 'spec') : []),
];

export const cronJobWarnings: Warn = (object, before) => {
  const spec = objectAt(object, 'spec');
  const job = objectAt(objectAt(spec, 'jobTemplate'), 'spec');
  const hasZone = before !== undefined && textAt(spec, 'schedule').includes('TZ');
  const text =
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see ' +
    'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
  return [
    ...nameWarnings(object, before),
    ...(isNews(object, before) ? ofJobSpec(job, 'spec.jobTemplate.spec') : []),
    ...(hasZone ? [text] : []),
  ];
};
