import { textAt, textsAt, type Fields } from '../fields.ts';
import { parseIp } from './ip-address.ts';
import { goList, type Problems } from './problems.ts';
import { notAnIp } from './scalars.ts';

const families: readonly string[] = ['IPv4', 'IPv6'];
const policies: readonly string[] = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** What is wrong with how clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy of a Service fit together. */
export function checkServiceAddresses(problems: Problems, spec: Fields): void {
  if (textAt(spec, 'type') === 'ExternalName') return;
  const clusterIp = textAt(spec, 'clusterIP');
  const clusterIps = textsAt(spec, 'clusterIPs');
  checkSingular(problems, clusterIp, clusterIps);
  checkFamilies(problems, textsAt(spec, 'ipFamilies'));
  const policy = spec['ipFamilyPolicy'];
  if (typeof policy === 'string' && !policies.includes(policy))
    problems.notSupported('spec.ipFamilyPolicy', policy, policies);
  // Misplaced words and broken addresses would only make the remarks below misleading.
  if (!checkEach(problems, clusterIps)) return;
  checkStacks(problems, clusterIps);
  if (isHeadless(spec)) return;
  for (const [index, family] of textsAt(spec, 'ipFamilies').entries()) {
    const address = clusterIps[index];
    if (address === undefined || !families.includes(family)) continue;
    if (familyOf(address) !== family) {
      const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
      problems.invalid(`spec.clusterIPs[${index}]`, address, detail);
    }
  }
}

function checkSingular(problems: Problems, clusterIp: string, clusterIps: readonly string[]): void {
  const field = 'spec.clusterIPs';
  if (clusterIp === '') {
    if (clusterIps.length > 0)
      problems.invalid(field, goList(clusterIps), 'must be empty when `clusterIP` is not specified');
  } else if (clusterIps.length === 0) problems.required(field);
  else if (clusterIps[0] !== clusterIp)
    problems.invalid(field, goList(clusterIps), 'first value must match `clusterIP`');
}

function checkFamilies(problems: Problems, given: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, family] of given.entries()) {
    const field = `spec.ipFamilies[${index}]`;
    if (!families.includes(family)) problems.notSupported(field, family, families);
    if (seen.has(family)) problems.duplicate(field, family);
    seen.add(family);
  }
}

/** Answers whether every entry can be judged further. */
function checkEach(problems: Problems, clusterIps: readonly string[]): boolean {
  const field = 'spec.clusterIPs';
  let sound = true;
  for (const [index, address] of clusterIps.entries()) {
    if (index === 0 && address === 'None') {
      if (clusterIps.length === 1) continue;
      problems.invalid(field, goList(clusterIps), "'None' must be the first and only value");
      sound = false;
    } else if (parseIp(address) === undefined) {
      problems.invalid(`${field}[${index}]`, address, notAnIp);
      sound = false;
    }
  }
  if (clusterIps.length > 2) problems.invalid(field, goList(clusterIps), 'may only hold up to 2 values');
  return sound;
}

function checkStacks(problems: Problems, clusterIps: readonly string[]): void {
  if (clusterIps.length < 2) return;
  const stacks = new Set(clusterIps.map(familyOf));
  if (stacks.size < 2) {
    problems.invalid(
      'spec.clusterIPs',
      goList(clusterIps),
      'may specify no more than one IP for each IP family',
    );
  }
}

/** The family of a Service's address; what is no address counts as IPv4. */
export function familyOf(address: string): 'IPv4' | 'IPv6' {
  return parseIp(address)?.family ?? 'IPv4';
}

export function isHeadless(spec: Fields): boolean {
  const clusterIps = textsAt(spec, 'clusterIPs');
  return clusterIps.length === 1 && clusterIps[0] === 'None';
}

/** A second stack may come and go; what is first stays, unless the Service turns external or ceases to be. */
export function checkAddressesKept(problems: Problems, old: Fields, next: Fields): void {
  if (textAt(old, 'type') === 'ExternalName' || textAt(next, 'type') === 'ExternalName') return;
  const wasHeadless = isHeadless(old);
  const headless = isHeadless(next);
  if (wasHeadless && headless) return;
  keptAddresses(problems, old, next);
  if (wasHeadless === headless && !headless) keptFamilies(problems, old, next);
}

const fixedText = 'may not change once set';

function keptAddresses(problems: Problems, old: Fields, next: Fields): void {
  const had = textsAt(old, 'clusterIPs');
  const has = textsAt(next, 'clusterIPs');
  const field = 'spec.clusterIPs';
  const printed = goList(has);
  if (had.length === has.length) {
    for (const [index, address] of had.entries())
      if (address !== has[index]) problems.invalid(`${field}[${index}]`, printed, fixedText);
    return;
  }
  if (has.length === 0) problems.invalid(`${field}[0]`, printed, 'primary clusterIP can not be unset');
  else if (had.length > 0 && had[0] !== has[0]) problems.invalid(`${field}[0]`, printed, fixedText);
  if (had.length > has.length && has.length === 1 && next['ipFamilyPolicy'] !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP";
    problems.invalid('spec.ipFamilyPolicy', next['ipFamilyPolicy'], detail);
  }
}

function keptFamilies(problems: Problems, old: Fields, next: Fields): void {
  const had = textsAt(old, 'ipFamilies');
  const has = textsAt(next, 'ipFamilies');
  const field = 'spec.ipFamilies[0]';
  if (had.length === has.length) {
    for (const [index, family] of had.entries())
      if (family !== has[index]) problems.invalid(field, goList(has), fixedText);
    return;
  }
  if (had.length > has.length && textsAt(next, 'clusterIPs').length === 0)
    problems.invalid(field, goList(has), 'primary ipFamily can not be unset');
  if (had.length > 0 && has.length > 0 && had[0] !== has[0])
    problems.invalid(field, goList(textsAt(next, 'clusterIPs')), fixedText);
  if (had.length > has.length && has.length === 1 && next['ipFamilyPolicy'] !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary ipFamily";
    problems.invalid('spec.ipFamilyPolicy', next['ipFamilyPolicy'], detail);
  }
}
