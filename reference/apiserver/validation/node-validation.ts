import { equalJson, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { parseCidr } from './ip-address.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';
import { goList, Problems } from './problems.ts';
import { checkResourceAmount } from './resource-names.ts';
import { checkEnum, isIpv4 } from './scalars.ts';
import { taintEffects } from './toleration-validation.ts';

/** Upstream's paths say metadata here. */
function checkTaints(problems: Problems, object: KubeObject): void {
  const seen = new Set<string>();
  for (const [index, taint] of objectsAt(objectAt(object, 'spec'), 'taints').entries()) {
    const field = `metadata.taints[${index}]`;
    const key = textAt(taint, 'key');
    const effect = textAt(taint, 'effect');
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.key`, key, text);
    const value = textAt(taint, 'value');
    const wrong = labelValueProblems(value);
    if (wrong.length > 0) problems.invalid(`${field}.value`, value, wrong.join(';'));
    checkEnum(problems, `${field}.effect`, effect, taintEffects);
    if (seen.has(`${effect} ${key}`))
      problems.duplicate(field, taint, 'taints must be unique by key and effect pair');
    seen.add(`${effect} ${key}`);
  }
}

function checkAmounts(problems: Problems, object: KubeObject): void {
  for (const list of ['capacity', 'allocatable']) {
    for (const [name, value] of Object.entries(objectAt(objectAt(object, 'status'), list) ?? {}))
      checkResourceAmount(problems, `status.${list}.${name}`, name, value);
  }
}

function checkPodCidrs(problems: Problems, object: KubeObject): void {
  const field = 'spec.podCIDRs';
  const ranges = textsAt(objectAt(object, 'spec'), 'podCIDRs');
  for (const [index, range] of ranges.entries())
    if (parseCidr(range) === undefined)
      problems.invalid(
        `${field}[${index}]`,
        range,
        'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      );
  if (ranges.length < 2) return;
  const wrong = ranges.findIndex((range) => parseCidr(range) === undefined);
  if (wrong >= 0) {
    const detail = `invalid CIDR[${wrong}]: <nil> (invalid CIDR address: ${ranges[wrong] ?? ''})`;
    problems.internalError(field, `invalid PodCIDRs. failed to check with dual stack with error:${detail}`);
  }
  const fours = ranges.filter((range) => isIpv4(range.split('/')[0] ?? '')).length;
  if (ranges.length > 2 || wrong >= 0 || fours === 0 || fours === ranges.length)
    problems.invalid(field, goList(ranges), 'may specify no more than one CIDR for each IP family');
  for (const [index, range] of ranges.entries())
    if (ranges.indexOf(range) < index) problems.duplicate(`${field}[${index}]`, range);
}

export function validateNode(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkTaints(problems, object);
  checkAmounts(problems, object);
  checkPodCidrs(problems, object);
  return problems.found;
}

const cidrChanged = 'node updates may not change podCIDR except from "" to valid';

/** Holds for updates of the node and of its status alike. */
export function validateNodeUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkAmounts(problems, after);
  checkAddresses(problems, objectAt(after, 'status'));
  const old = objectAt(before, 'spec');
  const next = objectAt(after, 'spec');
  const had = textsAt(old, 'podCIDRs');
  const has = textsAt(next, 'podCIDRs');
  const changed = had.length === has.length ? had.filter((range, index) => range !== has[index]).length : 1;
  if (had.length > 0)
    for (let times = 0; times < changed; times += 1) problems.forbidden('spec.podCIDRs', cidrChanged);
  const provider = textAt(old, 'providerID');
  if (provider !== '' && provider !== textAt(next, 'providerID'))
    problems.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid');
  checkTaints(problems, after);
  if ((valueAt(old, 'externalID') ?? '') !== (valueAt(next, 'externalID') ?? ''))
    problems.forbidden('spec.externalID', 'may not be updated');
  return problems.found;
}

function checkAddresses(problems: Problems, status: Fields | undefined): void {
  const addresses = objectsAt(status, 'addresses');
  for (const [index, address] of addresses.entries()) {
    const isRepeated = addresses.slice(0, index).some((earlier) => equalJson(earlier, address));
    if (isRepeated) problems.duplicate(`status.addresses[${index}]`, address);
  }
}
