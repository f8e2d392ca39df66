import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import {
  checkChoice,
  checkMatchConditions,
  checkRules,
  checkSelectors,
  failurePolicies,
  matchPolicies,
} from './admission-rule-validation.ts';
import { label1035Problems, subdomainProblems } from './names.ts';
import { goList, Problems } from './problems.ts';

const sideEffects = ['None', 'NoneOnDryRun'];
const reviewVersions = ['v1', 'v1beta1'];
const scope = { hasParams: false, hasAuthorizer: true };

/** MutatingWebhookConfiguration and ValidatingWebhookConfiguration, new or changed. */
export function validateWebhookConfiguration(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const names = new Set<string>();
  for (const [index, webhook] of objectsAt(object, 'webhooks').entries()) {
    const field = `webhooks[${index}]`;
    checkWebhook(problems, field, webhook);
    if (object.kind === 'MutatingWebhookConfiguration') {
      const given = valueAt(webhook, 'reinvocationPolicy');
      checkChoice(problems, `${field}.reinvocationPolicy`, given, ['IfNeeded', 'Never']);
    }
    checkReviewVersions(
      problems,
      `${field}.admissionReviewVersions`,
      textsAt(webhook, 'admissionReviewVersions'),
    );
    const name = textAt(webhook, 'name');
    if (names.has(name)) problems.duplicate(`${field}.name`, name);
    if (name !== '') names.add(name);
  }
  return problems.found;
}

function checkWebhook(problems: Problems, field: string, webhook: Fields): void {
  checkFullName(problems, `${field}.name`, textAt(webhook, 'name'));
  checkRules(problems, `${field}.rules`, objectsAt(webhook, 'rules'));
  checkChoice(problems, `${field}.failurePolicy`, valueAt(webhook, 'failurePolicy'), failurePolicies);
  checkChoice(problems, `${field}.matchPolicy`, valueAt(webhook, 'matchPolicy'), matchPolicies);
  const effects = valueAt(webhook, 'sideEffects');
  if (typeof effects === 'string') checkChoice(problems, `${field}.sideEffects`, effects, sideEffects);
  else problems.required(`${field}.sideEffects`, `must specify one of ${sideEffects.join(', ')}`);
  const seconds = numberAt(webhook, 'timeoutSeconds');
  if (seconds !== undefined && (seconds > 30 || seconds < 1))
    problems.invalid(
      `${field}.timeoutSeconds`,
      seconds,
      'the timeout value must be between 1 and 30 seconds',
    );
  checkSelectors(problems, field, webhook);
  checkClient(problems, `${field}.clientConfig`, objectAt(webhook, 'clientConfig') ?? {});
  checkMatchConditions(problems, `${field}.matchConditions`, { parent: webhook, scope });
}

function checkFullName(problems: Problems, field: string, name: string): void {
  if (name === '') {
    problems.required(field);
    return;
  }
  const wrong = subdomainProblems(name, false);
  if (wrong.length > 0) {
    problems.invalid(field, name, wrong.join(','));
    return;
  }
  if (name.split('.').length < 3)
    problems.invalid(field, name, 'should be a domain with at least three segments separated by dots');
}

function checkClient(problems: Problems, field: string, client: Fields): void {
  const url = valueAt(client, 'url');
  const service = objectAt(client, 'service');
  if ((typeof url === 'string') === (service !== undefined))
    problems.required(field, 'exactly one of url or service is required');
  else if (typeof url === 'string') checkUrl(problems, `${field}.url`, url);
  else if (service !== undefined) checkService(problems, `${field}.service`, service);
}

const form = '; desired format: https://host[/path]';
const urlPattern =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/;

function checkUrl(problems: Problems, field: string, url: string): void {
  const [, scheme = '', user, host = '', , query = '', fragment = ''] = urlPattern.exec(url) ?? [];
  if (scheme !== 'https') problems.invalid(field, scheme, `'https' is the only allowed URL scheme${form}`);
  if (host === '') problems.invalid(field, host, `host must be specified${form}`);
  if (user !== undefined) problems.invalid(field, user, 'user information is not permitted in the URL');
  if (fragment !== '') problems.invalid(field, fragment, 'fragments are not permitted in the URL');
  if (query !== '') problems.invalid(field, query, 'query parameters are not permitted in the URL');
}

function checkService(problems: Problems, field: string, service: Fields): void {
  // Upstream mixes up the two: a missing name is told of the namespace, and the other way round.
  if (textAt(service, 'namespace') === '') problems.required(`${field}.name`, 'service name is required');
  if (textAt(service, 'name') === '')
    problems.required(`${field}.namespace`, 'service namespace is required');
  const port = numberAt(service, 'port') ?? 443;
  if (port < 1 || port > 65_535)
    problems.invalid(`${field}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive');
  checkPath(problems, `${field}.path`, textAt(service, 'path'));
}

function checkPath(problems: Problems, field: string, path: string): void {
  if (path === '' || path === '/') return;
  if (path === '//') {
    problems.invalid(field, path, 'segment[0] may not be empty');
    return;
  }
  if (!path.startsWith('/')) problems.invalid(field, path, "must start with a '/'");
  for (const [index, step] of path.slice(1).replace(/\/$/, '').split('/').entries()) {
    if (step === '') problems.invalid(field, path, `segment[${index}] may not be empty`);
    else
      for (const text of subdomainProblems(step, false))
        problems.invalid(field, path, `segment[${index}]: ${text}`);
  }
}

function checkReviewVersions(problems: Problems, field: string, versions: readonly string[]): void {
  if (versions.length === 0) {
    problems.required(field, `must specify one of ${reviewVersions.join(', ')}`);
    return;
  }
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) < index)
      problems.invalid(`${field}[${index}]`, version, 'duplicate version');
    else
      for (const text of label1035Problems(version, false))
        problems.invalid(`${field}[${index}]`, version, text);
  }
  if (!versions.some((version) => reviewVersions.includes(version)))
    problems.invalid(field, goList(versions), `must include at least one of ${reviewVersions.join(', ')}`);
}
