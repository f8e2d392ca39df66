import { equalJson, numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { matchesLabels } from '../selectors/label-selector.ts';
import { annotationsProblems, labelsProblems } from './metadata.ts';
import { checkPodAnnotations } from './pod-annotations.ts';
import { checkPodTemplate } from './pod-template-validation.ts';
import { goMap, Problems } from './problems.ts';
import {
  checkDaemonStrategy,
  checkDeploymentStrategy,
  checkStatefulStrategy,
} from './rolling-update-validation.ts';
import { checkNonNegative } from './scalars.ts';
import {
  checkDaemonSelector,
  checkKeptRunning,
  checkSelectorAndTemplate,
  selectorMismatch,
  templateLabels,
  templateOf,
} from './workload-template-validation.ts';

const immutable = 'field is immutable';

function checkCounts(problems: Problems, spec: Fields, names: readonly string[]): void {
  for (const name of names) checkNonNegative(problems, `spec.${name}`, numberAt(spec, name));
}

export function validateReplicationController(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const selector = Object.entries(objectAt(spec, 'selector') ?? {});
  checkCounts(problems, spec, ['minReadySeconds']);
  if (selector.length === 0) problems.required('spec.selector');
  checkCounts(problems, spec, ['replicas']);
  if (objectAt(spec, 'template') === undefined) {
    problems.required('spec.template');
    return problems.found;
  }
  const requirements = selector.map(
    ([key, value]) => ({ key, operator: '=', values: [String(value)] }) as const,
  );
  const labels = templateLabels(spec);
  if (!matchesLabels(requirements, labels))
    problems.invalid('spec.template.metadata.labels', goMap(labels), selectorMismatch);
  checkPodTemplate(problems, 'spec.template', templateOf(spec));
  checkKeptRunning(problems, spec, 'ReplicationController');
  return problems.found;
}

const readable = { kind: 'deployment', unreadable: 'invalid label selector' } as const;

export function validateReplicaSet(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkCounts(problems, spec, ['replicas', 'minReadySeconds']);
  checkSelectorAndTemplate(problems, spec, readable);
  checkKeptRunning(problems, spec, 'ReplicaSet');
  return problems.found;
}

export function validateDeployment(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkCounts(problems, spec, ['replicas']);
  checkSelectorAndTemplate(problems, spec, readable);
  checkKeptRunning(problems, spec, 'ReplicaSet');
  checkDeploymentStrategy(problems, objectAt(spec, 'strategy') ?? {});
  checkCounts(problems, spec, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds']);
  const deadline = numberAt(spec, 'progressDeadlineSeconds');
  if (deadline !== undefined && deadline <= (numberAt(spec, 'minReadySeconds') ?? 0))
    problems.invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
  return problems.found;
}

export function validateDaemonSet(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkDaemonSelector(problems, spec);
  checkPodTemplate(problems, 'spec.template', templateOf(spec));
  checkKeptRunning(problems, spec, 'DaemonSet');
  checkCounts(problems, spec, ['minReadySeconds']);
  checkDaemonStrategy(problems, objectAt(spec, 'updateStrategy') ?? {});
  checkCounts(problems, spec, ['revisionHistoryLimit']);
  return problems.found;
}

const managementPolicies = ['OrderedReady', 'Parallel'];

/** Upstream looks no deeper than this into the templates of stateful sets. */
function checkStatefulTemplate(problems: Problems, field: string, template: Fields): void {
  const metadata = objectAt(template, 'metadata') ?? {};
  labelsProblems(problems, metadata, `${field}.labels`);
  annotationsProblems(problems, metadata, `${field}.annotations`);
  checkPodAnnotations(problems, `${field}.annotations`, { metadata, spec: objectAt(template, 'spec') ?? {} });
}

export function validateStatefulSet(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const policy = textAt(spec, 'podManagementPolicy');
  if (policy === '') problems.required('spec.podManagementPolicy');
  else if (!managementPolicies.includes(policy))
    problems.invalid('spec.podManagementPolicy', policy, `must be '${managementPolicies.join("' or '")}'`);
  checkStatefulStrategy(problems, objectAt(spec, 'updateStrategy') ?? {});
  const retention = objectAt(spec, 'persistentVolumeClaimRetentionPolicy');
  for (const name of retention === undefined ? [] : ['whenDeleted', 'whenScaled']) {
    const given = textAt(retention, name);
    const field = `spec.persistentVolumeClaimRetentionPolicy.${name}`;
    if (given !== 'Retain' && given !== 'Delete') problems.notSupported(field, given, ['Retain', 'Delete']);
  }
  checkCounts(problems, spec, ['replicas', 'minReadySeconds']);
  const start = numberAt(objectAt(spec, 'ordinals'), 'start');
  checkNonNegative(problems, 'spec.ordinals.start', start);
  checkSelectorAndTemplate(problems, spec, { kind: 'statefulset', unreadable: '' }, checkStatefulTemplate);
  checkKeptRunning(problems, spec, 'StatefulSet');
  return problems.found;
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

export function validateStatefulSetUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateStatefulSet(after));
  const rest = (object: KubeObject): Fields => {
    const spec = { ...objectAt(object, 'spec') };
    for (const name of changeable) Reflect.deleteProperty(spec, name);
    return spec;
  };
  if (!equalJson(rest(before), rest(after))) {
    const names = changeable.map((name) => `'${name}'`);
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
    problems.forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`);
  }
  return problems.found;
}

/** Validates the object itself and that the selector stays. */
export function withFixedSelector(
  validate: (object: KubeObject) => readonly FieldProblem[],
): (before: KubeObject, after: KubeObject) => readonly FieldProblem[] {
  return (before, after) => {
    const problems = new Problems();
    problems.add(...validate(after));
    const old = valueAt(objectAt(before, 'spec'), 'selector');
    const next = valueAt(objectAt(after, 'spec'), 'selector');
    if (!equalJson(old, next)) problems.invalid('spec.selector', next, immutable);
    return problems.found;
  };
}
