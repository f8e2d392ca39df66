import { equalJson, numberAt, objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { labelProblems, subdomainProblems, type NameRule } from './names.ts';
import { Problems } from './problems.ts';
import { signingRequestProblem } from './signing-request.ts';

const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

const shortestSeconds = 600;
const longestDomain = 253;
const longestSigner = 2 * longestDomain + 65;
const legacySigner = 'kubernetes.io/legacy-unknown';

export function validateSigningRequest(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec');
  const request = textAt(spec, 'request');
  const wrong = signingRequestProblem(request);
  if (wrong !== undefined) problems.invalid('spec.request', request, wrong);
  checkUsages(problems, textsAt(spec, 'usages'));
  checkSigner(problems, 'spec.signerName', textAt(spec, 'signerName'));
  const seconds = numberAt(spec, 'expirationSeconds');
  const tooShort = 'may not specify a duration less than 600 seconds (10 minutes)';
  if (seconds !== undefined && seconds < shortestSeconds)
    problems.invalid('spec.expirationSeconds', seconds, tooShort);
  checkConditions(problems, object);
  return problems.found;
}

function checkUsages(problems: Problems, given: readonly string[]): void {
  if (given.length === 0) problems.required('spec.usages');
  const seen = new Set<string>();
  for (const [index, usage] of given.entries()) {
    const field = `spec.usages[${index}]`;
    if (!usages.includes(usage)) problems.notSupported(field, usage, usages);
    if (seen.has(usage)) problems.duplicate(field, usage);
    seen.add(usage);
  }
}

/** `example.com/name`: a domain of two or more parts, and a path whose parts are names. */
export function checkSigner(problems: Problems, field: string, name: string): void {
  if (name === legacySigner) {
    problems.invalid(field, name, 'the legacy signerName is not allowed via this API version');
    return;
  }
  if (name === '') {
    problems.required(field);
    return;
  }
  const segments = name.split('/');
  if (segments.length !== 2) {
    problems.invalid(
      field,
      name,
      "must be a fully qualified domain and path of the form 'example.com/signer-name'",
    );
    return;
  }
  const [domain = '', path = ''] = segments;
  if (domain.length > longestDomain) problems.tooLong(field, longestDomain);
  checkParts(problems, field, { text: domain, rule: labelProblems });
  if (!domain.includes('.'))
    problems.invalid(field, domain, 'should be a domain with at least two segments separated by dots');
  checkParts(problems, field, { text: path, rule: subdomainProblems });
  if (name.length > longestSigner) problems.tooLong(field, longestSigner);
}

/** Only the first broken part is told. */
function checkParts(problems: Problems, field: string, given: { text: string; rule: NameRule }): void {
  const part = given.text.split('.').find((candidate) => given.rule(candidate, false).length > 0);
  for (const text of part === undefined ? [] : given.rule(part, false))
    problems.invalid(field, given.text, `validating label ${JSON.stringify(part)}: ${text}`);
}

const alwaysTrue = ['Approved', 'Denied', 'Failed'];

function checkConditions(problems: Problems, object: KubeObject): void {
  const seen = new Set<string>();
  for (const [index, condition] of objectsAt(objectAt(object, 'status'), 'conditions').entries()) {
    const field = `status.conditions[${index}]`;
    const type = textAt(condition, 'type');
    const status = textAt(condition, 'status');
    if (type === '') problems.required(`${field}.type`);
    const allowed = alwaysTrue.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (status === '') problems.required(`${field}.status`);
    else if (!allowed.includes(status)) problems.notSupported(`${field}.status`, status, allowed);
    if ((type === 'Approved' && seen.has('Denied')) || (type === 'Denied' && seen.has('Approved'))) {
      const detail = 'Approved and Denied conditions are mutually exclusive';
      problems.invalid(`${field}.type`, type, detail);
    }
    if (seen.has(type)) problems.duplicate(`${field}.type`, type);
    seen.add(type);
  }
}

/** Approvals and failures are final. */
export function validateSigningRequestApproval(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateSigningRequest(after));
  for (const type of alwaysTrue) {
    if (conditionsOf(after, type).length < conditionsOf(before, type).length)
      problems.forbidden('status.conditions', `updates may not remove a condition of type "${type}"`);
  }
  return problems.found;
}

/** Approval and denial are nobody's to write but through the door for them, and a certificate is issued once. */
export function validateSigningRequestUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateSigningRequestApproval(before, after));
  for (const type of ['Approved', 'Denied']) {
    const [old, now] = [conditionsOf(before, type), conditionsOf(after, type)];
    if (now.length > old.length)
      problems.forbidden('status.conditions', `updates may not add a condition of type "${type}"`);
    else if (now.length === old.length && !equalJson(now, old))
      problems.forbidden('status.conditions', `updates may not modify a condition of type "${type}"`);
  }
  const issued = textAt(objectAt(before, 'status'), 'certificate');
  if (issued !== '' && textAt(objectAt(after, 'status'), 'certificate') !== issued)
    problems.forbidden('status.certificate', 'updates may not modify existing certificate content');
  return problems.found;
}

function conditionsOf(request: KubeObject, type: string): readonly Fields[] {
  return objectsAt(objectAt(request, 'status'), 'conditions').filter((entry) => entry['type'] === type);
}
