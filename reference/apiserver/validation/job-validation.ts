import { equalJson, numberAt, objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkFailurePolicy, checkSuccessPolicy } from './job-policy-validation.ts';
import { checkLabelSelector, isReadableSelector, selectsLabels } from './label-selectors.ts';
import { labelProblems, regexProblem, subdomainProblems } from './names.ts';
import { checkPodTemplate } from './pod-template-validation.ts';
import { goMap, Problems } from './problems.ts';
import { checkNonNegative, checkOptionalEnum } from './scalars.ts';
import { selectorMismatch, templateLabels, templateOf } from './workload-template-validation.ts';

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];

/** A job's spec without its selector: what a job has in common with the template of one. */
export function checkJobSpec(problems: Problems, field: string, spec: Fields): void {
  for (const name of counts) checkNonNegative(problems, `${field}.${name}`, numberAt(spec, name));
  const perIndex = numberAt(spec, 'backoffLimitPerIndex');
  if (numberAt(spec, 'maxFailedIndexes') !== undefined && perIndex === undefined)
    problems.required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified');
  checkManager(problems, `${field}.managedBy`, valueAt(spec, 'managedBy'));
  const mode = valueAt(spec, 'completionMode');
  checkOptionalEnum(problems, `${field}.completionMode`, mode, ['NonIndexed', 'Indexed']);
  if (mode === 'Indexed') checkIndexed(problems, field, spec);
  else if (mode === undefined || mode === 'NonIndexed') checkNotIndexed(problems, field, spec);
  checkPolicies(problems, field, spec);
  checkPodTemplate(problems, `${field}.template`, templateOf(spec));
  checkRestartPolicy(problems, field, spec);
}

function checkPolicies(problems: Problems, field: string, spec: Fields): void {
  const hasFailurePolicy = objectAt(spec, 'podFailurePolicy') !== undefined;
  if (hasFailurePolicy) checkFailurePolicy(problems, `${field}.podFailurePolicy`, spec);
  const success = objectAt(spec, 'successPolicy');
  if (success !== undefined) {
    const path = `${field}.successPolicy`;
    if (valueAt(spec, 'completionMode') === 'Indexed') checkSuccessPolicy(problems, path, spec);
    else problems.invalid(path, success, 'requires indexed completion mode');
  }
  const supported = hasFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  checkOptionalEnum(
    problems,
    `${field}.podReplacementPolicy`,
    valueAt(spec, 'podReplacementPolicy'),
    supported,
  );
}

const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const longestManager = 63;

/** Another controller than the built-in one, such as `example.com/controller`. */
function checkManager(problems: Problems, field: string, manager: unknown): void {
  if (typeof manager !== 'string') return;
  const slash = manager.indexOf('/');
  const [host, path] = [manager.slice(0, slash), manager.slice(slash + 1)];
  if (manager === '') problems.required(field);
  else if (slash <= 0 || path === '')
    problems.invalid(field, manager, 'must be a domain-prefixed path (such as "acme.io/foo")');
  else {
    for (const text of subdomainProblems(host, false)) problems.invalid(field, host, text);
    if (!new RegExp(`^${pathPattern}$`).test(path))
      problems.invalid(field, path, regexProblem('Invalid path', pathPattern));
  }
  if (manager.length > longestManager) problems.tooLong(field, longestManager);
}

const most = 100_000;
const mostForMany = 10_000;

function checkIndexed(problems: Problems, field: string, spec: Fields): void {
  const completions = numberAt(spec, 'completions');
  const parallelism = numberAt(spec, 'parallelism') ?? 0;
  const failed = numberAt(spec, 'maxFailedIndexes');
  const path = { parallelism: `${field}.parallelism`, failed: `${field}.maxFailedIndexes` };
  const upTo = (limit: number): string => `must be less than or equal to ${limit}`;
  if (completions === undefined) problems.required(`${field}.completions`, 'when completion mode is Indexed');
  if (parallelism > most)
    problems.invalid(path.parallelism, parallelism, `${upTo(most)} when completion mode is Indexed`);
  if (completions !== undefined && failed !== undefined && failed > completions)
    problems.invalid(path.failed, failed, 'must be less than or equal to completions');
  if (failed !== undefined && failed > most) problems.invalid(path.failed, failed, upTo(most));
  if ((completions ?? 0) <= most || numberAt(spec, 'backoffLimitPerIndex') === undefined) return;
  const many = `${upTo(mostForMany)} when completions are above ${most} and used with backoff limit per index`;
  if (failed === undefined)
    problems.required(path.failed, `must be specified when completions is above ${most}`);
  if (parallelism > mostForMany) problems.invalid(path.parallelism, parallelism, many);
  if (failed !== undefined && failed > mostForMany) problems.invalid(path.failed, failed, many);
}

function checkNotIndexed(problems: Problems, field: string, spec: Fields): void {
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
    const value = numberAt(spec, name);
    if (value !== undefined) problems.invalid(`${field}.${name}`, value, 'requires indexed completion mode');
  }
}

function checkRestartPolicy(problems: Problems, field: string, spec: Fields): void {
  const path = `${field}.template.spec.restartPolicy`;
  const policy = textAt(objectAt(templateOf(spec), 'spec'), 'restartPolicy');
  if (policy === '' || policy === 'Always') problems.required(path, 'valid values: "OnFailure", "Never"');
  else if (policy !== 'OnFailure' && policy !== 'Never')
    problems.notSupported(path, policy, ['OnFailure', 'Never']);
  else if (policy === 'OnFailure' && objectAt(spec, 'podFailurePolicy') !== undefined)
    problems.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
}

/** Labels that a job's pods are found by, unless the writer chose the selector; `uid` and `name` are the job's. */
export function generatedLabels(uid: string, name: string): Readonly<Record<string, string>> {
  return {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
}

/** Jobs from before the labels with a domain need not have them. */
function checkGeneratedSelector(problems: Problems, job: KubeObject, domainLabels: boolean): void {
  const spec = objectAt(job, 'spec') ?? {};
  const selector = objectAt(spec, 'selector');
  if (valueAt(spec, 'manualSelector') === true || selector === undefined) return;
  const labels = templateLabels(spec);
  const all = Object.entries(generatedLabels(job.metadata?.uid ?? '', job.metadata?.name ?? ''));
  const expected = Object.fromEntries(all.filter(([key]) => domainLabels || !key.includes('/')));
  for (const [key, value] of Object.entries(expected)) {
    const field = `spec.template.metadata.labels[${key}]`;
    if (labels[key] === undefined) problems.required(field, `must be '${value}'`);
    else if (labels[key] !== value) problems.invalid(field, goMap(labels), `must be '${value}'`);
  }
  if (isReadableSelector(selector) && !selectsLabels(selector, expected))
    problems.invalid('spec.selector', selector, '`selector` not auto-generated');
}

function checkSelector(problems: Problems, spec: Fields): void {
  const selector = objectAt(spec, 'selector');
  if (selector === undefined) problems.required('spec.selector');
  checkLabelSelector(problems, 'spec.selector', selector);
  const labels = templateLabels(spec);
  if (isReadableSelector(selector) && (selector === undefined || !selectsLabels(selector, labels)))
    problems.invalid('spec.template.metadata.labels', goMap(labels), selectorMismatch);
}

function checkJob(problems: Problems, job: KubeObject, domainLabels: boolean): void {
  const spec = objectAt(job, 'spec') ?? {};
  checkGeneratedSelector(problems, job, domainLabels);
  checkJobSpec(problems, 'spec', spec);
  checkSelector(problems, spec);
  const completions = numberAt(spec, 'completions') ?? 0;
  const name = job.metadata?.name ?? '';
  const lastHost = `${name}-${completions - 1}`;
  const isIndexed = valueAt(spec, 'completionMode') === 'Indexed' && completions > 0;
  if (isIndexed && labelProblems(lastHost, false).length > 0)
    problems.invalid(
      'metadata.name',
      name,
      `will not able to create pod with invalid DNS label: ${lastHost}`,
    );
}

export function validateJob(job: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkJob(problems, job, true);
  return problems.found;
}

const fixed = [
  'selector',
  'template',
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
];

/** A job stays what it is; one that waits may still be told where its pods go, an indexed one may be scaled. */
export function validateJobUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  const labels = templateLabels(old);
  const hadLabels = ['job-name', 'controller-uid'].every((key) =>
    Object.hasOwn(labels, `batch.kubernetes.io/${key}`),
  );
  checkJob(problems, after, hadLabels);
  // Upstream looks at a changed job twice.
  checkJobSpec(problems, 'spec', next);
  checkSelector(problems, next);
  checkCompletions(problems, old, next);
  const isWaiting =
    valueAt(old, 'suspend') === true && valueAt(objectAt(before, 'status'), 'startTime') === undefined;
  for (const name of fixed) {
    const kept =
      name === 'template' && isWaiting ? withDirectives(templateOf(old), templateOf(next)) : old[name];
    if (!equalJson(kept, next[name])) problems.invalid(`spec.${name}`, next[name], 'field is immutable');
  }
  return problems.found;
}

function checkCompletions(problems: Problems, old: Fields, next: Fields): void {
  const [had, has] = [numberAt(old, 'completions'), numberAt(next, 'completions')];
  if (had === has) return;
  const field = 'spec.completions';
  if (valueAt(next, 'completionMode') !== 'Indexed') problems.invalid(field, has, 'field is immutable');
  else if (has !== undefined && has !== numberAt(next, 'parallelism'))
    problems.invalid(field, has, 'can only be modified in tandem with spec.parallelism');
}

/** The old template with what the new one says about where its pods may go. */
function withDirectives(old: Fields, next: Fields): Fields {
  const metadata = replaced(objectAt(old, 'metadata') ?? {}, objectAt(next, 'metadata') ?? {}, [
    'annotations',
    'labels',
  ]);
  const [oldSpec, spec] = [objectAt(old, 'spec') ?? {}, objectAt(next, 'spec') ?? {}];
  const kept = replaced(oldSpec, spec, ['nodeSelector', 'tolerations', 'schedulingGates']);
  const affinity = replaced(objectAt(oldSpec, 'affinity') ?? {}, objectAt(spec, 'affinity') ?? {}, [
    'nodeAffinity',
  ]);
  const isEmpty = Object.keys(affinity).length === 0;
  if (!isEmpty || spec['affinity'] !== undefined) kept['affinity'] = affinity;
  else Reflect.deleteProperty(kept, 'affinity');
  return { ...old, metadata, spec: kept };
}

function replaced(old: Fields, next: Fields, names: readonly string[]): Fields {
  const copy: Fields = { ...old };
  for (const name of names) {
    if (next[name] === undefined) Reflect.deleteProperty(copy, name);
    else copy[name] = next[name];
  }
  return copy;
}
