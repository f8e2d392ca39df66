import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { cidrContains, parseCidr } from './ip-address.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { goList, Problems } from './problems.ts';
import { checkPort, portNameProblems } from './scalars.ts';

const directions = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;
const policyTypes = ['Ingress', 'Egress'];
const protocols = ['TCP', 'UDP', 'SCTP'];

export function validateNetworkPolicy(policy: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(policy, 'spec') ?? {};
  checkLabelSelector(problems, 'spec.podSelector', objectAt(spec, 'podSelector'));
  for (const [direction, peers] of directions) {
    for (const [index, rule] of objectsAt(spec, direction).entries()) {
      const field = `spec.${direction}[${index}]`;
      for (const [at, port] of objectsAt(rule, 'ports').entries())
        checkPolicyPort(problems, `${field}.ports[${at}]`, port);
      for (const [at, peer] of objectsAt(rule, peers).entries())
        checkPeer(problems, `${field}.${peers}[${at}]`, peer);
    }
  }
  const types = textsAt(spec, 'policyTypes');
  if (types.length > policyTypes.length) {
    problems.invalid('spec.policyTypes', goList(types), 'may not specify more than two policyTypes');
    return problems.found;
  }
  for (const [index, type] of types.entries())
    if (!policyTypes.includes(type)) problems.notSupported(`spec.policyTypes[${index}]`, type, policyTypes);
  return problems.found;
}

function checkPolicyPort(problems: Problems, field: string, given: Fields): void {
  const protocol = valueAt(given, 'protocol');
  if (typeof protocol === 'string' && !protocols.includes(protocol))
    problems.notSupported(`${field}.protocol`, protocol, protocols);
  const port = valueAt(given, 'port');
  const endPort = numberAt(given, 'endPort');
  const place = `${field}.endPort`;
  if (typeof port === 'number') {
    checkPort(problems, `${field}.port`, port);
    if (endPort === undefined) return;
    if (endPort < port) problems.invalid(place, port, 'must be greater than or equal to `port`');
    checkPort(problems, place, endPort);
  } else if (typeof port === 'string') {
    if (endPort !== undefined)
      problems.invalid(place, endPort, 'may not be specified when `port` is non-numeric');
    for (const text of portNameProblems(port)) problems.invalid(`${field}.port`, port, text);
  } else if (endPort !== undefined)
    problems.invalid(place, endPort, 'may not be specified when `port` is not specified');
}

function checkPeer(problems: Problems, field: string, peer: Fields): void {
  const selectors = ['podSelector', 'namespaceSelector'].filter((name) => objectAt(peer, name) !== undefined);
  for (const name of selectors) checkLabelSelector(problems, `${field}.${name}`, objectAt(peer, name));
  const block = objectAt(peer, 'ipBlock');
  if (block !== undefined) checkBlock(problems, `${field}.ipBlock`, block);
  if (block === undefined && selectors.length === 0) problems.required(field, 'must specify a peer');
  else if (block !== undefined && selectors.length > 0)
    problems.forbidden(field, 'may not specify both ipBlock and another peer');
}

const notACidr = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

function checkBlock(problems: Problems, field: string, block: Fields): void {
  const text = textAt(block, 'cidr');
  const cidr = parseCidr(text);
  if (text === '') problems.required(`${field}.cidr`);
  else if (cidr === undefined) problems.invalid(`${field}.cidr`, text, notACidr);
  if (cidr === undefined) return;
  for (const [index, except] of textsAt(block, 'except').entries()) {
    const place = `${field}.except[${index}]`;
    const part = parseCidr(except);
    if (part === undefined) problems.invalid(place, except, notACidr);
    else if (!cidrContains(cidr, part) || cidr.bits >= part.bits)
      problems.invalid(place, except, 'must be a strict subset of `cidr`');
  }
}
