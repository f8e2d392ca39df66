import { variableType, type CelScope } from '../../cel/cel-scope.ts';
import { celTypes, type CelType } from '../../cel/cel-types.ts';
import { objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import {
  checkChoice,
  checkExpression,
  checkMatchConditions,
  checkNamedRules,
  checkSelectors,
  failurePolicies,
  matchPolicies,
} from './admission-rule-validation.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { label1035Problems, pathSegmentProblems, qualifiedNameProblems, subdomainProblems } from './names.ts';
import { Problems } from './problems.ts';

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const actions = ['Audit', 'Deny', 'Warn'];
const auditAnnotationLimit = 20;
const longestAnnotation = 5 * 1024;

/** A ValidatingAdmissionPolicy, new or changed. */
export function validateAdmissionPolicy(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkChoice(problems, 'spec.failurePolicy', valueAt(spec, 'failurePolicy'), failurePolicies);
  const paramKind = objectAt(spec, 'paramKind');
  if (paramKind !== undefined) checkParamKind(problems, 'spec.paramKind', paramKind);
  checkConstraints(problems, 'spec.matchConstraints', objectAt(spec, 'matchConstraints'));
  const hasParams = paramKind !== undefined;
  const outside = { hasParams, hasAuthorizer: true };
  checkMatchConditions(problems, 'spec.matchConditions', { parent: spec, scope: outside });
  const variables = checkVariables(problems, spec, hasParams);
  const scope = variables.size === 0 ? outside : { ...outside, variables };
  if (objectsAt(spec, 'validations').length + objectsAt(spec, 'auditAnnotations').length === 0) {
    const why = 'validations or auditAnnotations must contain at least one item';
    problems.required('spec.validations', why);
    problems.required('spec.auditAnnotations', why);
  }
  for (const [index, validation] of objectsAt(spec, 'validations').entries())
    checkValidation(problems, `spec.validations[${index}]`, { validation, scope });
  checkAuditAnnotations(problems, object, scope);
  return problems.found;
}

function checkConstraints(problems: Problems, field: string, constraints: Fields | undefined): void {
  if (constraints === undefined) {
    problems.required(field);
    return;
  }
  checkMatchResources(problems, field, constraints);
  if (objectsAt(constraints, 'resourceRules').length === 0) problems.required(`${field}.resourceRules`);
}

function checkMatchResources(problems: Problems, field: string, resources: Fields): void {
  checkChoice(problems, `${field}.matchPolicy`, valueAt(resources, 'matchPolicy'), matchPolicies);
  checkSelectors(problems, field, resources);
  for (const name of ['resourceRules', 'excludeResourceRules'])
    checkNamedRules(problems, `${field}.${name}`, objectsAt(resources, name));
}

function checkParamKind(problems: Problems, field: string, paramKind: Fields): void {
  const apiVersion = textAt(paramKind, 'apiVersion');
  const kind = textAt(paramKind, 'kind');
  const parts = apiVersion.split('/');
  const [group, version] = parts.length === 1 ? ['', apiVersion] : parts;
  if (apiVersion === '') problems.required(`${field}.apiVersion`);
  else if (parts.length > 2)
    problems.invalid(`${field}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  else {
    const wrongGroup = group === undefined || group === '' ? [] : subdomainProblems(group, false);
    if (wrongGroup.length > 0) problems.invalid(`${field}.apiVersion`, group, wrongGroup.join(','));
    const wrongVersion = label1035Problems(version ?? '', false);
    if (version === '') problems.invalid(`${field}.apiVersion`, apiVersion, 'version must be specified');
    else if (wrongVersion.length > 0)
      problems.invalid(`${field}.apiVersion`, version, wrongVersion.join(','));
  }
  if (kind === '') {
    problems.required(`${field}.kind`);
    return;
  }
  const wrong = label1035Problems(kind.toLowerCase(), false);
  const words = 'may have mixed case, but should otherwise match: ';
  if (wrong.length > 0) problems.invalid(`${field}.kind`, kind, `${words}${wrong.join(',')}`);
}

const reserved: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return ' +
    'var void while'
  ).split(' '),
);

/** The types of the variables; each may speak of those before it. */
function checkVariables(problems: Problems, spec: Fields, hasParams: boolean): ReadonlyMap<string, CelType> {
  const types = new Map<string, CelType>();
  for (const [index, variable] of objectsAt(spec, 'variables').entries()) {
    const field = `spec.variables[${index}]`;
    const name = textAt(variable, 'name');
    const expression = textAt(variable, 'expression');
    const isIdentifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.has(name);
    if (name.trim() === '') problems.required(`${field}.name`, 'name is not specified');
    else if (!isIdentifier) problems.invalid(`${field}.name`, name, 'name is not a valid CEL identifier');
    const scope = { hasParams, hasAuthorizer: true, variables: new Map(types) };
    if (expression.trim() === '') problems.required(`${field}.expression`, 'expression is not specified');
    else {
      const type = checkExpression(problems, `${field}.expression`, { expression, scope, types: [] });
      types.set(name, variableType(type ?? celTypes.dyn));
    }
  }
  return types;
}

function checkValidation(
  problems: Problems,
  field: string,
  { validation, scope }: { readonly validation: Fields; readonly scope: CelScope },
): void {
  const expression = textAt(validation, 'expression');
  if (expression.trim() === '') problems.required(`${field}.expression`, 'expression is not specified');
  else checkExpression(problems, `${field}.expression`, { expression, scope, types: ['bool'] });
  const told = textAt(validation, 'messageExpression');
  const withoutAuthorizer = { ...scope, hasAuthorizer: false };
  if (told !== '' && told.trim() === '')
    problems.invalid(`${field}.messageExpression`, told, 'must be non-empty if specified');
  else if (told !== '') {
    const given = { expression: told, scope: withoutAuthorizer, types: ['string'] };
    checkExpression(problems, `${field}.messageExpression`, given);
  }
  const message = textAt(validation, 'message');
  if (message !== '' && message.trim() === '')
    problems.invalid(`${field}.message`, message, 'message must be non-empty if specified');
  else if (/[\n\r]/.test(message.trim()))
    problems.invalid(`${field}.message`, message, 'message must not contain line breaks');
  checkChoice(problems, `${field}.reason`, valueAt(validation, 'reason'), reasons);
}

function checkAuditAnnotations(problems: Problems, object: KubeObject, scope: CelScope): void {
  const annotations = objectsAt(objectAt(object, 'spec'), 'auditAnnotations');
  const field = 'spec.auditAnnotations';
  if (annotations.length > auditAnnotationLimit)
    problems.invalid(field, annotations, `must not have more than ${auditAnnotationLimit} auditAnnotations`);
  const keys = new Set<string>();
  for (const [index, annotation] of annotations.entries()) {
    const at = `${field}[${index}]`;
    const key = textAt(annotation, 'key');
    const name = object.metadata?.name ?? '';
    if (name === '') problems.invalid(`${at}.key`, key, 'requires metadata.name be non-empty');
    else
      for (const text of qualifiedNameProblems(`${name}/${key}`))
        problems.invalid(`${at}.key`, `${name}/${key}`, text);
    const written = textAt(annotation, 'valueExpression');
    const expression = written.trim();
    const given = { expression, written, scope, types: ['string', 'null_type'] };
    if (expression === '') problems.required(`${at}.valueExpression`, 'valueExpression is not specified');
    else if (Buffer.byteLength(expression) > longestAnnotation)
      problems.required(`${at}.valueExpression`, `must not exceed ${longestAnnotation} bytes in length`);
    else checkExpression(problems, `${at}.valueExpression`, given);
    if (keys.has(key)) problems.duplicate(`${at}.key`, key);
    keys.add(key);
  }
}

/** A ValidatingAdmissionPolicyBinding, new or changed. */
export function validateAdmissionPolicyBinding(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const policyName = textAt(spec, 'policyName');
  if (policyName === '') problems.required('spec.policyName');
  else
    for (const text of subdomainProblems(policyName, false))
      problems.invalid('spec.policyName', policyName, text);
  const paramRef = objectAt(spec, 'paramRef');
  if (paramRef !== undefined) checkParamRef(problems, 'spec.paramRef', paramRef);
  const resources = objectAt(spec, 'matchResources');
  if (resources !== undefined) checkMatchResources(problems, 'spec.matchResources', resources);
  checkActions(problems, 'spec.validationActions', textsAt(spec, 'validationActions'));
  return problems.found;
}

function checkParamRef(problems: Problems, field: string, paramRef: Fields): void {
  const name = textAt(paramRef, 'name');
  const selector = objectAt(paramRef, 'selector');
  for (const text of name === '' ? [] : pathSegmentProblems(name, false))
    problems.invalid(`${field}.name`, name, text);
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '' && selector !== undefined) problems.forbidden(`${field}.name`, exclusive);
  checkLabelSelector(problems, `${field}.selector`, selector);
  if (name !== '' && selector !== undefined) problems.forbidden(`${field}.selector`, exclusive);
  if (name === '' && selector === undefined)
    problems.required(field, 'one of name or selector must be specified');
  const missing = textAt(paramRef, 'parameterNotFoundAction');
  if (missing === '') problems.required(`${field}.parameterNotFoundAction`);
  else checkChoice(problems, `${field}.parameterNotFoundAction`, missing, ['Deny', 'Allow']);
}

function checkActions(problems: Problems, field: string, given: readonly string[]): void {
  for (const [index, action] of given.entries()) {
    checkChoice(problems, `${field}[${index}]`, action, actions);
    if (given.indexOf(action) < index) problems.duplicate(`${field}[${index}]`, action);
  }
  if (given.includes('Deny') && given.includes('Warn')) {
    const why =
      'repeating the same validation failure information in the API response and headers serves no purpose';
    problems.invalid(field, given, `must not contain both Deny and Warn (${why})`);
  }
  if (given.length === 0) problems.required(field, 'at least one validation action is required');
}
