import { equalJson, numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { matchesLabels } from '../selectors/label-selector.ts';
import { checkLabelSelector, isEmptySelector, labelsOf, selectsLabels } from './label-selectors.ts';
import { labelsProblems } from './metadata.ts';
import { checkPodSpec } from './pod-validation.ts';
import { goMap, Problems } from './problems.ts';
import { checkEnumStrictly, checkIntOrPercent, checkNonNegative, isZeroAmount } from './scalars.ts';

/** The template of a workload whose pods are kept running: restarted always, its labels selected. */
function checkTemplate(
  problems: Problems,
  template: Fields | undefined,
  restartPolicies: readonly string[],
): void {
  const field = 'spec.template';
  if (template === undefined) {
    problems.required(field);
    return;
  }
  const metadata = objectAt(template, 'metadata');
  if (metadata !== undefined) labelsProblems(problems, metadata, `${field}.labels`);
  const spec = objectAt(template, 'spec') ?? {};
  checkPodSpec(problems, `${field}.spec`, spec);
  checkRestartPolicy(problems, spec, restartPolicies);
}

/** Upstream looks no deeper than this into the templates of stateful sets. */
function checkRestartPolicy(problems: Problems, spec: Fields, restartPolicies: readonly string[]): void {
  const field = 'spec.template.spec';
  const policy = textAt(spec, 'restartPolicy');
  if (policy !== '' && !restartPolicies.includes(policy)) {
    problems.notSupported(`${field}.restartPolicy`, policy, restartPolicies);
  }
  if (valueAt(spec, 'activeDeadlineSeconds') !== undefined) {
    problems.forbidden(
      `${field}.activeDeadlineSeconds`,
      'activeDeadlineSeconds in ReplicaSet is not Supported',
    );
  }
}

function templateLabels(spec: Fields): ReturnType<typeof labelsOf> {
  return labelsOf(objectAt(objectAt(spec, 'template'), 'metadata'));
}

const selectorMismatch = '`selector` does not match template `labels`';

/** A `LabelSelector` that is required, not empty, and selects what the template makes. */
function checkOwnSelector(problems: Problems, spec: Fields, kind: string): void {
  const field = 'spec.selector';
  const selector = objectAt(spec, 'selector');
  if (selector === undefined) {
    // Upstream asks daemon sets for a selector only by the mismatch.
    if (kind !== 'daemonset') problems.required(field);
    problems.invalid('spec.template.metadata.labels', goMap(templateLabels(spec)), selectorMismatch);
    return;
  }
  checkLabelSelector(problems, field, selector);
  if (isEmptySelector(selector)) problems.invalid(field, selector, `empty selector is invalid for ${kind}`);
  else if (problems.size === 0 || !selectorIsBroken(problems)) {
    const labels = templateLabels(spec);
    if (!selectsLabels(selector, labels)) {
      problems.invalid('spec.template.metadata.labels', goMap(labels), selectorMismatch);
    }
  }
}

function selectorIsBroken(problems: Problems): boolean {
  return problems.found.some(({ field }) => field.startsWith('spec.selector'));
}

const immutable = 'field is immutable';

function checkSelectorUnchanged(problems: Problems, before: KubeObject, after: KubeObject): void {
  const old = objectAt(objectAt(before, 'spec'), 'selector');
  const next = objectAt(objectAt(after, 'spec'), 'selector');
  if (!equalJson(old, next)) problems.invalid('spec.selector', next, immutable);
}

export function validateReplicationController(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkNonNegative(problems, 'spec.minReadySeconds', numberAt(spec, 'minReadySeconds'));
  const selector = objectAt(spec, 'selector');
  if (selector === undefined || Object.keys(selector).length === 0) problems.required('spec.selector');
  checkNonNegative(problems, 'spec.replicas', numberAt(spec, 'replicas'));
  const template = objectAt(spec, 'template');
  if (template !== undefined && selector !== undefined) {
    const requirements = Object.entries(selector).map(([key, value]) => ({
      key,
      operator: '=' as const,
      values: [String(value)],
    }));
    const labels = templateLabels(spec);
    if (!matchesLabels(requirements, labels)) {
      problems.invalid('spec.template.metadata.labels', goMap(labels), selectorMismatch);
    }
  }
  checkTemplate(problems, template, ['Always']);
  return problems.found;
}

export function validateReplicaSet(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkNonNegative(problems, 'spec.replicas', numberAt(spec, 'replicas'));
  checkNonNegative(problems, 'spec.minReadySeconds', numberAt(spec, 'minReadySeconds'));
  checkOwnSelector(problems, spec, 'deployment');
  checkTemplate(problems, objectAt(spec, 'template'), ['Always']);
  return problems.found;
}

export function validateDeployment(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkNonNegative(problems, 'spec.replicas', numberAt(spec, 'replicas'));
  checkOwnSelector(problems, spec, 'deployment');
  checkTemplate(problems, objectAt(spec, 'template'), ['Always']);
  checkDeploymentStrategy(problems, objectAt(spec, 'strategy') ?? {});
  const ready = numberAt(spec, 'minReadySeconds') ?? 0;
  checkNonNegative(problems, 'spec.minReadySeconds', ready);
  checkNonNegative(problems, 'spec.revisionHistoryLimit', numberAt(spec, 'revisionHistoryLimit'));
  const deadline = numberAt(spec, 'progressDeadlineSeconds');
  checkNonNegative(problems, 'spec.progressDeadlineSeconds', deadline);
  if (deadline !== undefined && deadline <= ready) {
    problems.invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
  }
  return problems.found;
}

function checkDeploymentStrategy(problems: Problems, strategy: Fields): void {
  const field = 'spec.strategy';
  const rolling = objectAt(strategy, 'rollingUpdate');
  const type = textAt(strategy, 'type');
  if (type === 'Recreate') {
    if (rolling !== undefined) {
      problems.forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
    }
    return;
  }
  if (type !== 'RollingUpdate') {
    problems.notSupported(field, type, ['Recreate', 'RollingUpdate']);
    return;
  }
  if (rolling === undefined) {
    problems.required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil');
    return;
  }
  checkRollingUpdate(problems, `${field}.rollingUpdate`, rolling);
}

function checkRollingUpdate(problems: Problems, field: string, rolling: Fields): void {
  const { maxUnavailable, maxSurge } = rolling;
  checkIntOrPercent(problems, `${field}.maxUnavailable`, maxUnavailable);
  checkIntOrPercent(problems, `${field}.maxSurge`, maxSurge);
  if (isZeroAmount(maxUnavailable) && isZeroAmount(maxSurge)) {
    problems.invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0');
  }
  const percent = typeof maxUnavailable === 'string' ? /^(\d+)%$/.exec(maxUnavailable) : null;
  if (percent !== null && Number(percent[1]) > 100) {
    problems.invalid(`${field}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%');
  }
}

export function validateDaemonSet(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkOwnSelector(problems, spec, 'daemonset');
  checkTemplate(problems, objectAt(spec, 'template'), ['Always']);
  checkNonNegative(problems, 'spec.minReadySeconds', numberAt(spec, 'minReadySeconds'));
  checkNonNegative(problems, 'spec.revisionHistoryLimit', numberAt(spec, 'revisionHistoryLimit'));
  const strategy = objectAt(spec, 'updateStrategy') ?? {};
  const type = textAt(strategy, 'type');
  checkEnumStrictly(problems, 'spec.updateStrategy.type', type, ['RollingUpdate', 'OnDelete']);
  const rolling = objectAt(strategy, 'rollingUpdate');
  if (type === 'RollingUpdate' && rolling !== undefined) {
    checkRollingUpdate(problems, 'spec.updateStrategy.rollingUpdate', rolling);
  }
  return problems.found;
}

export function validateStatefulSet(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const policies = ['OrderedReady', 'Parallel'];
  const policy = textAt(spec, 'podManagementPolicy');
  if (!policies.includes(policy)) {
    problems.invalid('spec.podManagementPolicy', policy, `must be '${policies.join("' or '")}'`);
  }
  const strategy = objectAt(spec, 'updateStrategy') ?? {};
  const type = textAt(strategy, 'type');
  if (!['RollingUpdate', 'OnDelete'].includes(type)) {
    problems.invalid('spec.updateStrategy', strategy, "must be 'RollingUpdate' or 'OnDelete'");
  }
  checkNonNegative(
    problems,
    'spec.updateStrategy.rollingUpdate.partition',
    numberAt(objectAt(strategy, 'rollingUpdate'), 'partition'),
  );
  checkNonNegative(problems, 'spec.replicas', numberAt(spec, 'replicas'));
  checkNonNegative(problems, 'spec.minReadySeconds', numberAt(spec, 'minReadySeconds'));
  checkOwnSelector(problems, spec, 'statefulset');
  checkRestartPolicy(problems, objectAt(objectAt(spec, 'template'), 'spec') ?? {}, ['Always']);
  return problems.found;
}

/** Validates the object itself and that the selector stays. */
export function withFixedSelector(
  validate: (object: KubeObject) => readonly FieldProblem[],
): (before: KubeObject, after: KubeObject) => readonly FieldProblem[] {
  return (before, after) => {
    const problems = new Problems();
    problems.add(...validate(after));
    checkSelectorUnchanged(problems, before, after);
    return problems.found;
  };
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
  'revisionHistoryLimit',
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
    const list =
      "'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'";
    problems.forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`);
  }
  return problems.found;
}

function checkJobSpec(problems: Problems, field: string, spec: Fields): void {
  const counts = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
  ];
  for (const name of counts) checkNonNegative(problems, `${field}.${name}`, numberAt(spec, name));
  const mode = textAt(spec, 'completionMode');
  if (mode !== '') checkEnumStrictly(problems, `${field}.completionMode`, mode, ['Indexed', 'NonIndexed']);
  if (mode === 'Indexed' && numberAt(spec, 'completions') === undefined) {
    problems.required(`${field}.completions`, 'when completion mode is Indexed');
  }
  const template = objectAt(spec, 'template') ?? {};
  const podSpec = objectAt(template, 'spec') ?? {};
  checkPodSpec(problems, `${field}.template.spec`, podSpec);
  const policy = textAt(podSpec, 'restartPolicy');
  if (policy !== 'OnFailure' && policy !== 'Never') {
    const where = `${field}.template.spec.restartPolicy`;
    if (policy === '' || policy === 'Always') problems.required(where, 'valid values: "OnFailure", "Never"');
    else problems.notSupported(where, policy, ['OnFailure', 'Never']);
  }
}

export function validateJob(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkJobSpec(problems, 'spec', spec);
  const selector = objectAt(spec, 'selector');
  if (selector === undefined) problems.required('spec.selector');
  else {
    checkLabelSelector(problems, 'spec.selector', selector);
    const labels = templateLabels(spec);
    if (!selectsLabels(selector, labels)) {
      problems.invalid('spec.template.metadata.labels', goMap(labels), selectorMismatch);
    }
  }
  return problems.found;
}

export function validateJobUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateJob(after));
  const old = objectAt(before, 'spec');
  const next = objectAt(after, 'spec');
  const names = [
    'completions',
    'selector',
    'template',
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
  ];
  for (const name of names) {
    const scaled = name === 'completions' && textAt(next, 'completionMode') === 'Indexed';
    if (!scaled && !equalJson(old?.[name], next?.[name]))
      problems.invalid(`spec.${name}`, next?.[name], immutable);
  }
  return problems.found;
}

const scheduleFields: readonly (readonly [name: string, low: number, high: number])[] = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day of month', 1, 31],
  ['month', 1, 12],
  ['day of week', 0, 6],
];
const namedSchedule = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;
const calendarNames = /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)/gi;

/** Why a cron schedule cannot be read, if so. */
function scheduleProblem(schedule: string): string | undefined {
  if (namedSchedule.test(schedule)) return undefined;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [index, text] of fields.entries()) {
    const [name, low, high] = scheduleFields[index] ?? ['', 0, 0];
    for (const part of text.replaceAll(calendarNames, String(low)).split(',')) {
      const match = /^(?:\*|\?|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
      if (match === null) return `failed to parse ${name}: ${part}`;
      const bounds = [match[1], match[2]].filter((bound) => bound !== undefined).map(Number);
      if (bounds.some((bound) => bound < low || bound > high)) return `${name} out of range: ${part}`;
      if (match[3] === '0') return `step of range should be a positive number: ${part}`;
    }
  }
  return undefined;
}

export function validateCronJob(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const schedule = textAt(spec, 'schedule');
  if (schedule === '') problems.required('spec.schedule');
  else {
    const wrong = scheduleProblem(schedule);
    if (wrong !== undefined) problems.invalid('spec.schedule', schedule, wrong);
  }
  for (const name of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
    checkNonNegative(problems, `spec.${name}`, numberAt(spec, name));
  }
  const policies = ['Allow', 'Forbid', 'Replace'];
  const policy = textAt(spec, 'concurrencyPolicy');
  if (policy === '') problems.required('spec.concurrencyPolicy');
  else checkEnumStrictly(problems, 'spec.concurrencyPolicy', policy, policies);
  checkJobSpec(problems, 'spec.jobTemplate.spec', objectAt(objectAt(spec, 'jobTemplate'), 'spec') ?? {});
  if ((object.metadata?.name ?? '').length > 52) {
    problems.invalid('metadata.name', object.metadata?.name, 'must be no more than 52 characters');
  }
  return problems.found;
}
