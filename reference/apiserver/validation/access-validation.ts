import { equalJson, objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { pathSegmentProblems } from './names.ts';
import { goList, Problems } from './problems.ts';
import { checkEnumStrictly, checkName } from './scalars.ts';

const group = 'rbac.authorization.k8s.io';

export function validateRole(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [index, rule] of objectsAt(object, 'rules').entries())
    checkRule(problems, `rules[${index}]`, { rule, namespaced: object.kind === 'Role' });
  const aggregation = objectAt(object, 'aggregationRule');
  if (aggregation !== undefined) checkAggregation(problems, aggregation);
  return problems.found;
}

function checkRule(problems: Problems, field: string, given: { rule: Fields; namespaced: boolean }): void {
  const { rule, namespaced } = given;
  if (textsAt(rule, 'verbs').length === 0)
    problems.required(`${field}.verbs`, 'verbs must contain at least one value');
  const urls = textsAt(rule, 'nonResourceURLs');
  if (urls.length === 0) {
    if (textsAt(rule, 'apiGroups').length === 0)
      problems.required(`${field}.apiGroups`, 'resource rules must supply at least one api group');
    if (textsAt(rule, 'resources').length === 0)
      problems.required(`${field}.resources`, 'resource rules must supply at least one resource');
    return;
  }
  const place = `${field}.nonResourceURLs`;
  if (namespaced) problems.invalid(place, goList(urls), 'namespaced rules cannot apply to non-resource URLs');
  const resourceFields = ['apiGroups', 'resources', 'resourceNames'];
  if (resourceFields.some((name) => textsAt(rule, name).length > 0)) {
    const detail = 'rules cannot apply to both regular resources and non-resource URLs';
    problems.invalid(place, goList(urls), detail);
  }
}

function checkAggregation(problems: Problems, aggregation: Fields): void {
  const field = 'aggregationRule.clusterRoleSelectors';
  const selectors = objectsAt(aggregation, 'clusterRoleSelectors');
  if (selectors.length === 0)
    problems.required(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
  for (const [index, selector] of selectors.entries()) {
    const place = `${field}[${index}]`;
    const before = problems.size;
    checkLabelSelector(problems, place, selector);
    if (problems.size > before && isUnreadable(selector))
      problems.invalid(place, null, 'invalid label selector.');
  }
}

/** Broken `matchLabels` are passed over when the selector is read, broken expressions are not. */
function isUnreadable(selector: Fields): boolean {
  const expressions = new Problems();
  checkLabelSelector(expressions, '', { matchExpressions: selector['matchExpressions'] });
  const labels = new Problems();
  checkLabelSelector(labels, '', { matchLabels: selector['matchLabels'] });
  return expressions.size + labels.size > 0;
}

export function validateRoleBinding(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const role = objectAt(object, 'roleRef') ?? {};
  checkEnumStrictly(problems, 'roleRef.apiGroup', textAt(role, 'apiGroup'), [group]);
  const kinds = object.kind === 'ClusterRoleBinding' ? ['ClusterRole'] : ['Role', 'ClusterRole'];
  checkEnumStrictly(problems, 'roleRef.kind', textAt(role, 'kind'), kinds);
  const name = textAt(role, 'name');
  if (name === '') problems.required('roleRef.name');
  else for (const text of pathSegmentProblems(name, false)) problems.invalid('roleRef.name', name, text);
  for (const [index, subject] of objectsAt(object, 'subjects').entries())
    checkSubject(problems, `subjects[${index}]`, { subject, namespaced: object.kind === 'RoleBinding' });
  return problems.found;
}

const subjectKinds = ['ServiceAccount', 'User', 'Group'];

function checkSubject(
  problems: Problems,
  field: string,
  given: { subject: Fields; namespaced: boolean },
): void {
  const { subject, namespaced } = given;
  const name = textAt(subject, 'name');
  const kind = textAt(subject, 'kind');
  const apiGroup = textAt(subject, 'apiGroup');
  if (name === '') problems.required(`${field}.name`);
  if (kind === 'ServiceAccount') {
    if (name !== '') checkName(problems, `${field}.name`, name, 'subdomain');
    checkEnumStrictly(problems, `${field}.apiGroup`, apiGroup, ['']);
    if (!namespaced && textAt(subject, 'namespace') === '') problems.required(`${field}.namespace`);
  } else if (subjectKinds.includes(kind)) {
    checkEnumStrictly(problems, `${field}.apiGroup`, apiGroup, [group]);
  } else problems.notSupported(`${field}.kind`, kind, subjectKinds);
}

/** Upstream looks twice at what is changed, and tells twice. */
export function validateRoleUpdate(_before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  return [...validateRole(after), ...validateRole(after)];
}

export function validateRoleBindingUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateRoleBinding(after), ...validateRoleBinding(after));
  if (!equalJson(before['roleRef'], after['roleRef']))
    problems.invalid('roleRef', after['roleRef'], 'cannot change roleRef');
  return problems.found;
}
