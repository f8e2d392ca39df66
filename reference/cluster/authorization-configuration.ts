import { parse } from 'yaml';
import { authorizationModes, type AuthorizationMode } from '../apiserver/authorization/authorization.ts';
import { compileReviewCondition, ReviewConditions } from '../apiserver/authorization/review-conditions.ts';
import type { WebhookOptions } from '../apiserver/authorization/webhook.ts';
import { CelProblem, type CelProgram } from '../apiserver/cel/cel-program.ts';
import { isFields, listAt, objectAt, objectsAt, textAt, type Fields } from '../apiserver/fields.ts';
import { subdomainProblems } from '../apiserver/validation/names.ts';
import type { ServerAccess } from '../client/http/kubeconfig.ts';
import { durationMs } from './duration.ts';
import { createReviewEndpoint } from './review-endpoint.ts';

export interface AuthorizationConfiguration {
  readonly modes: readonly AuthorizationMode[];
  /** One for each mode Webhook, in turn. */
  readonly webhooks: readonly WebhookOptions[];
}

const group = 'apiserver.config.k8s.io';
const versions = [`${group}/v1`, `${group}/v1beta1`, `${group}/v1alpha1`];
const longestTimeoutMs = 30_000;
const mostConditions = 64;

/** What the kubeconfig says that a field names, by its path or by its content. */
type ReadAccess = (named: unknown) => ServerAccess;

/**
 * Reads an `AuthorizationConfiguration`: which authorizers are asked, in order. Throws an `Error` that names every field that
 * cannot be used, in upstream's words.
 */
export function parseAuthorizationConfiguration(
  text: string,
  readAccess: ReadAccess,
): AuthorizationConfiguration {
  const read: unknown = parse(text);
  if (!isFields(read) || !versions.includes(textAt(read, 'apiVersion'))) {
    throw new Error(`it is no AuthorizationConfiguration of ${versions.join(', ')}`);
  }
  if (textAt(read, 'kind') !== 'AuthorizationConfiguration')
    throw new Error('kind: it must be AuthorizationConfiguration');
  const problems: string[] = [];
  const authorizers = objectsAt(read, 'authorizers');
  if (authorizers.length === 0)
    problems.push('authorizers: Required value: at least one authorization mode must be defined');
  const conditions = authorizers.map((authorizer, index) =>
    checkAuthorizer(
      { authorizer, field: `authorizers[${index}]`, before: authorizers.slice(0, index) },
      problems,
    ),
  );
  if (problems.length === 0) problems.push(...authorizers.flatMap(nameProblems));
  if (problems.length > 0) throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);
  const modes = authorizers.map((authorizer) => textAt(authorizer, 'type') as AuthorizationMode);
  const webhooks = authorizers.flatMap((authorizer, index) =>
    textAt(authorizer, 'type') === 'Webhook'
      ? [webhookOf(objectAt(authorizer, 'webhook') ?? {}, conditions[index] ?? [], readAccess)]
      : [],
  );
  return { modes, webhooks };
}

interface PlacedAuthorizer {
  readonly authorizer: Fields;
  readonly field: string;
  /** Those that stand before it. */
  readonly before: readonly Fields[];
}

/** Adds what is wrong; answers with the conditions of a webhook. */
function checkAuthorizer(
  { authorizer, field, before }: PlacedAuthorizer,
  problems: string[],
): readonly CelProgram[] {
  const type = textAt(authorizer, 'type');
  if (type === '') problems.push(`${field}.type: Required value`);
  else if (!authorizationModes.some((known) => known === type))
    problems.push(unsupported(`${field}.type`, type, [...authorizationModes].sort()));
  else if (type !== 'Webhook' && before.some((other) => textAt(other, 'type') === type))
    problems.push(`${field}.type: Duplicate value: ${JSON.stringify(type)}`);
  else {
    checkName(authorizer, field, { before, problems });
    const webhook = objectAt(authorizer, 'webhook');
    if (type === 'Webhook' && webhook !== undefined) return checkWebhook(webhook, field, problems);
    if (type === 'Webhook') problems.push(`${field}.webhook: Required value: required when type=Webhook`);
    else if (webhook !== undefined)
      problems.push(`${field}.webhook: Invalid value: "non-null": may only be specified when type=Webhook`);
  }
  return [];
}

function checkName(
  authorizer: Fields,
  field: string,
  { before, problems }: { readonly before: readonly Fields[]; readonly problems: string[] },
): void {
  const name = textAt(authorizer, 'name');
  const wrong = subdomainProblems(name, false);
  if (name === '') problems.push(`${field}.name: Required value`);
  else if (before.some((other) => textAt(other, 'name') === name))
    problems.push(`${field}.name: Duplicate value: ${JSON.stringify(name)}`);
  else if (wrong.length > 0)
    problems.push(
      `${field}.name: Invalid value: ${JSON.stringify(name)}: authorizer name is invalid: ${wrong.join(', ')}`,
    );
}

/** Modes that may stand there once only are called by their types. */
function nameProblems(authorizer: Fields): readonly string[] {
  const [type, name] = [textAt(authorizer, 'type'), textAt(authorizer, 'name')];
  if (type === 'Webhook' || name === type.toLowerCase()) return [];
  return [`expected name ${type.toLowerCase()} for authorizer ${type} instead of ${name}`];
}

function unsupported(field: string, value: string, known: readonly string[]): string {
  const names = known.map((name) => JSON.stringify(name)).join(', ');
  return `${field}: Unsupported value: ${JSON.stringify(value)}: supported values: ${names}`;
}

/** Fields of a webhook are named as if they stood in the authorizer itself, as upstream does. */
function checkWebhook(webhook: Fields, field: string, problems: string[]): readonly CelProgram[] {
  problems.push(...durationProblems(webhook, `${field}.timeout`, longestTimeoutMs));
  problems.push(...durationProblems(webhook, `${field}.authorizedTTL`, Infinity));
  problems.push(...durationProblems(webhook, `${field}.unauthorizedTTL`, Infinity));
  problems.push(...choiceProblems(webhook, `${field}.subjectAccessReviewVersion`, ['v1', 'v1beta1']));
  const hasConditions = listAt(webhook, 'matchConditions').length > 0;
  const version = textAt(webhook, 'matchConditionSubjectAccessReviewVersion');
  if (version !== '' && version !== 'v1')
    problems.push(unsupported(`${field}.matchConditionSubjectAccessReviewVersion`, version, ['v1']));
  else if (version === '' && hasConditions)
    problems.push(
      `${field}.matchConditionSubjectAccessReviewVersion: Required value: required if match conditions are specified`,
    );
  problems.push(...choiceProblems(webhook, `${field}.failurePolicy`, ['NoOpinion', 'Deny']));
  const connection = objectAt(webhook, 'connectionInfo');
  const way = textAt(connection, 'type');
  if (way === 'KubeConfigFile') {
    if ((connection?.['kubeConfigFile'] ?? '') === '')
      problems.push(`${field}.connectionInfo.kubeConfigFile: Required value`);
  } else if (way === 'InClusterConfig')
    problems.push(`${field}.connectionInfo.type: this server knows KubeConfigFile only`);
  else
    problems.push(
      ...choiceProblems(connection ?? {}, `${field}.connectionInfo.type`, [
        'InClusterConfig',
        'KubeConfigFile',
      ]),
    );
  return conditionsOf(webhook, field, problems);
}

/** The name of a field is the last part of its path. */
function lastOf(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}

function choiceProblems(parent: Fields, field: string, known: readonly string[]): readonly string[] {
  const value = textAt(parent, lastOf(field));
  if (value === '') return [`${field}: Required value`];
  return known.includes(value) ? [] : [unsupported(field, value, known)];
}

/** Upstream fills in the times for which answers are remembered where they are not given. */
const usual: Readonly<Record<string, string>> = { authorizedTTL: '5m', unauthorizedTTL: '30s' };

function durationProblems(webhook: Fields, field: string, mostMs: number): readonly string[] {
  const name = lastOf(field);
  const text = textAt(webhook, name) || (usual[name] ?? '');
  if (text === '') return [`${field}: Required value`];
  const shown = `${field}: Invalid value: ${JSON.stringify(text)}`;
  try {
    const lengthMs = durationMs(text);
    if (lengthMs === 0) return [`${field}: Required value`];
    if (lengthMs > 0 && lengthMs <= mostMs) return [];
    return [`${shown}: must be > 0s${mostMs === Infinity ? '' : ` and <= ${mostMs / 1000}s`}`];
  } catch (error) {
    return [`${shown}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function conditionsOf(webhook: Fields, field: string, problems: string[]): readonly CelProgram[] {
  const conditions = objectsAt(webhook, 'matchConditions').map((condition) =>
    textAt(condition, 'expression'),
  );
  if (conditions.length > mostConditions) {
    problems.push(
      `${field}.matchConditions: Too many: ${conditions.length}: must have at most ${mostConditions} items`,
    );
    return [];
  }
  return conditions.flatMap((expression, index) => {
    const path = `${field}.matchConditions[${index}].expression`;
    if (expression.trim() === '') problems.push(`${path}: Required value`);
    else if (conditions.indexOf(expression) < index)
      problems.push(`${path}: Duplicate value: ${JSON.stringify(expression)}`);
    else {
      const program = compileReviewCondition(expression);
      if (!(program instanceof CelProblem)) return [program];
      problems.push(`${path}: Invalid value: ${JSON.stringify(expression)}: ${program.message}`);
    }
    return [];
  });
}

function webhookOf(
  webhook: Fields,
  conditions: readonly CelProgram[],
  readAccess: ReadAccess,
): WebhookOptions {
  const access = readAccess(objectAt(webhook, 'connectionInfo')?.['kubeConfigFile']);
  return {
    endpoint: createReviewEndpoint(access, durationMs(textAt(webhook, 'timeout'))),
    version: textAt(webhook, 'subjectAccessReviewVersion') === 'v1' ? 'v1' : 'v1beta1',
    authorizedTtlMs: durationMs(textAt(webhook, 'authorizedTTL') || '5m'),
    unauthorizedTtlMs: durationMs(textAt(webhook, 'unauthorizedTTL') || '30s'),
    onFailure: textAt(webhook, 'failurePolicy') === 'Deny' ? 'Deny' : 'NoOpinion',
    conditions: new ReviewConditions(conditions),
  };
}
