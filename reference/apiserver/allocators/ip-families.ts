import { textAt, textsAt, type Fields } from '../fields.ts';
import type { FieldProblem } from '../resource-definition.ts';
import { goList, Problems } from '../validation/problems.ts';
import { checkServiceAddresses, familyOf } from '../validation/service-addresses.ts';
import { otherFamily, poolOf, type ServiceRanges } from './service-ranges.ts';

/**
 * Says for a service of which families its addresses are, from what the writer said, what was before, and what the
 * cluster has. `old` is absent for a new service. Answers with what does not fit.
 */
export function completeIpFamilies(
  spec: Fields,
  old: Fields | undefined,
  ranges: ServiceRanges,
): readonly FieldProblem[] {
  if (textAt(spec, 'type') === 'ExternalName' || isUnchangedPreference(spec, old)) return [];
  spec['ipFamilyPolicy'] ??= old?.['ipFamilyPolicy'] ?? policyFor(spec);
  const problems = new Problems();
  checkServiceAddresses(problems, spec);
  if (problems.size > 0) return problems.found;
  if (old !== undefined) followPolicy(problems, spec, old);
  checkPolicyFits(problems, spec);
  inferFamilies(problems, spec, ranges);
  if (problems.size > 0) return problems.found;
  if (isForeign(spec)) {
    completeForeign(spec, ranges);
    return [];
  }
  checkConfigured(problems, spec, ranges);
  if (problems.size === 0) fillFamilies(spec, ranges);
  return problems.found;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Nobody but the writer knows which addresses such a service stands for. */
function isForeign(spec: Fields): boolean {
  const selector = spec['selector'];
  const selects = typeof selector === 'object' && selector !== null && Object.keys(selector).length > 0;
  return textAt(spec, 'clusterIP') === 'None' && !selects;
}

function policyFor(spec: Fields): string {
  return isForeign(spec) ? 'RequireDualStack' : 'SingleStack';
}

/** A service that prefers two stacks neither gains nor loses one because the cluster did: only by a change of its own. */
export function isUnchangedPreference(spec: Fields, old: Fields | undefined): boolean {
  if (old === undefined || !isText(spec['ipFamilyPolicy'])) return false;
  if (textAt(old, 'type') !== textAt(spec, 'type')) return false;
  if (!['ClusterIP', 'NodePort', 'LoadBalancer'].includes(textAt(spec, 'type'))) return false;
  const preferred = 'PreferDualStack';
  if (spec['ipFamilyPolicy'] !== preferred || (old['ipFamilyPolicy'] ?? preferred) !== preferred)
    return false;
  return sameTexts(spec, old, 'clusterIPs') && sameTexts(spec, old, 'ipFamilies');
}

export function sameTexts(left: Fields, right: Fields, name: string): boolean {
  return textsAt(left, name).join() === textsAt(right, name).join();
}

/** Going down to one stack must be said by the policy; then what came second may be left out. */
function followPolicy(problems: Problems, spec: Fields, old: Fields): void {
  const names = [
    ['clusterIPs', 'IP'],
    ['ipFamilies', 'family'],
  ] as const;
  for (const [name, word] of names) {
    const has = textsAt(spec, name);
    const had = textsAt(old, name);
    if (spec['ipFamilyPolicy'] === 'SingleStack') {
      if (sameTexts(spec, old, name) && has.length > 1) spec[name] = has.slice(0, 1);
    } else if (has.length > 0 && has.length < had.length) {
      const what = word === 'IP' ? 'secondary cluster IP' : 'secondary IP family';
      const detail = `must be 'SingleStack' to release the ${what}`;
      problems.invalid('spec.ipFamilyPolicy', spec['ipFamilyPolicy'], detail);
    }
  }
}

function checkPolicyFits(problems: Problems, spec: Fields): void {
  if (spec['ipFamilyPolicy'] !== 'SingleStack') return;
  const names = [
    ['clusterIPs', 'cluster IPs'],
    ['ipFamilies', 'IP families'],
  ] as const;
  for (const [name, words] of names) {
    if (textsAt(spec, name).length !== 2) continue;
    const detail = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${words} are specified`;
    problems.invalid('spec.ipFamilyPolicy', 'SingleStack', detail);
  }
}

/** An address says of which family it is. */
function inferFamilies(problems: Problems, spec: Fields, ranges: ServiceRanges): void {
  const addresses = textsAt(spec, 'clusterIPs');
  const families = [...textsAt(spec, 'ipFamilies')];
  for (const [index, address] of addresses.entries()) {
    if (address === 'None') break;
    if (index < families.length) continue;
    const family = familyOf(address);
    if (poolOf(ranges, family) === undefined) {
      const detail = `${family} is not configured on this cluster`;
      problems.invalid(`spec.clusterIPs[${index}]`, goList(addresses), detail);
    } else families.push(family);
  }
  if (families.length > 0) spec['ipFamilies'] = families;
}

function completeForeign(spec: Fields, ranges: ServiceRanges): void {
  const families = [...textsAt(spec, 'ipFamilies')];
  const [first = ranges.pools[0].range.family] = families;
  if (families.length === 0) families.push(first);
  if (families.length < 2 && spec['ipFamilyPolicy'] !== 'SingleStack') families.push(otherFamily(first));
  spec['ipFamilies'] = families;
}

function checkConfigured(problems: Problems, spec: Fields, ranges: ServiceRanges): void {
  if (spec['ipFamilyPolicy'] === 'RequireDualStack' && ranges.pools.length < 2) {
    const detail = 'this cluster is not configured for dual-stack services';
    problems.invalid('spec.ipFamilyPolicy', 'RequireDualStack', detail);
  }
  for (const [index, family] of textsAt(spec, 'ipFamilies').entries())
    if (poolOf(ranges, family) === undefined)
      problems.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster');
}

function fillFamilies(spec: Fields, ranges: ServiceRanges): void {
  const families = [...textsAt(spec, 'ipFamilies')];
  const [first = ranges.pools[0].range.family] = families;
  if (families.length === 0) families.push(first);
  const both = spec['ipFamilyPolicy'] !== 'SingleStack' && ranges.pools.length === 2;
  if (both && families.length === 1) families.push(otherFamily(first));
  spec['ipFamilies'] = families;
}
