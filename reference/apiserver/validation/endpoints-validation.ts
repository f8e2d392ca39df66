import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { parseIp, specialIpProblems } from './ip-address.ts';
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkEnum, checkEnumStrictly, checkName, checkPort, notAnIp } from './scalars.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

export function validateEndpoints(endpoints: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [index, subset] of objectsAt(endpoints, 'subsets').entries())
    checkSubset(problems, `subsets[${index}]`, subset);
  return problems.found;
}

function checkSubset(problems: Problems, field: string, subset: Fields): void {
  const ready = objectsAt(subset, 'addresses');
  const notReady = objectsAt(subset, 'notReadyAddresses');
  if (ready.length + notReady.length === 0)
    problems.required(field, 'must specify `addresses` or `notReadyAddresses`');
  for (const [index, address] of ready.entries())
    checkAddress(problems, `${field}.addresses[${index}]`, address);
  for (const [index, address] of notReady.entries())
    checkAddress(problems, `${field}.notReadyAddresses[${index}]`, address);
  const ports = objectsAt(subset, 'ports');
  for (const [index, port] of ports.entries()) {
    const path = `${field}.ports[${index}]`;
    const name = textAt(port, 'name');
    if (ports.length > 1 && name === '') problems.required(`${path}.name`);
    else if (name !== '') checkName(problems, `${path}.name`, name, 'label');
    checkPort(problems, `${path}.port`, numberAt(port, 'port') ?? 0);
    checkEnum(problems, `${path}.protocol`, textAt(port, 'protocol'), protocols);
    checkAppProtocol(problems, path, port);
  }
}

function checkAppProtocol(problems: Problems, field: string, port: Fields): void {
  const name = valueAt(port, 'appProtocol');
  if (typeof name !== 'string') return;
  for (const text of qualifiedNameProblems(name)) problems.invalid(`${field}.appProtocol`, name, text);
}

function checkAddress(problems: Problems, field: string, address: Fields): void {
  const ip = textAt(address, 'ip');
  const parsed = parseIp(ip);
  if (parsed === undefined) problems.invalid(`${field}.ip`, ip, notAnIp);
  const hostname = textAt(address, 'hostname');
  if (hostname !== '') checkName(problems, `${field}.hostname`, hostname, 'label');
  checkNodeName(problems, field, address);
  if (parsed === undefined) problems.invalid(`${field}.ip`, ip, 'must be a valid IP address');
  else for (const detail of specialIpProblems(ip, parsed)) problems.invalid(`${field}.ip`, ip, detail);
}

function checkNodeName(problems: Problems, field: string, endpoint: Fields): void {
  const node = valueAt(endpoint, 'nodeName');
  if (typeof node !== 'string') return;
  for (const text of subdomainProblems(node, false)) problems.invalid(`${field}.nodeName`, node, text);
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const limits = { endpoints: 1000, addresses: 100, ports: 20_000, zones: 8 };

export function validateEndpointSlice(slice: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const type = textAt(slice, 'addressType');
  checkAddressType(problems, type);
  const endpoints = objectsAt(slice, 'endpoints');
  if (endpoints.length > limits.endpoints) problems.tooMany('endpoints', endpoints.length, limits.endpoints);
  else
    for (const [index, endpoint] of endpoints.entries())
      checkEndpoint(problems, `endpoints[${index}]`, { endpoint, type });
  checkSlicePorts(problems, objectsAt(slice, 'ports'));
  return problems.found;
}

function checkAddressType(problems: Problems, type: string): void {
  if (type === '') problems.required('addressType');
  else if (!addressTypes.includes(type)) problems.notSupported('addressType', type, addressTypes);
}

function checkEndpoint(problems: Problems, field: string, given: { endpoint: Fields; type: string }): void {
  const { endpoint, type } = given;
  const addresses = textsAt(endpoint, 'addresses');
  if (addresses.length === 0) problems.required(`${field}.addresses`, 'must contain at least 1 address');
  else if (addresses.length > limits.addresses)
    problems.tooMany(`${field}.addresses`, addresses.length, limits.addresses);
  for (const [index, address] of addresses.entries())
    checkSliceAddress(problems, `${field}.addresses[${index}]`, { address, type });
  const hostname = valueAt(endpoint, 'hostname');
  if (typeof hostname === 'string')
    for (const text of labelProblems(hostname, false)) problems.invalid(`${field}.hostname`, hostname, text);
  checkNodeName(problems, field, endpoint);
  checkZones(problems, `${field}.hints.forZones`, objectsAt(objectAt(endpoint, 'hints'), 'forZones'));
}

function checkSliceAddress(
  problems: Problems,
  field: string,
  given: { address: string; type: string },
): void {
  const { address, type } = given;
  if (type === 'FQDN') {
    checkFullName(problems, field, address);
    return;
  }
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const parsed = parseIp(address);
  if (parsed?.family !== type) problems.invalid(field, address, `must be a valid ${type} address`);
  if (parsed === undefined) problems.invalid(field, address, 'must be a valid IP address');
  else for (const detail of specialIpProblems(address, parsed)) problems.invalid(field, address, detail);
}

/** A name that has a dot in it; the one at its end does not count. */
export function checkFullName(problems: Problems, field: string, name: string): void {
  if (name === '') {
    problems.required(field);
    return;
  }
  const trimmed = name.endsWith('.') ? name.slice(0, -1) : name;
  const wrong = subdomainProblems(trimmed, false);
  const part = trimmed.split('.').find((label) => labelProblems(label, false).length > 0);
  if (wrong.length > 0) problems.invalid(field, trimmed, wrong.join(','));
  else if (!trimmed.includes('.'))
    problems.invalid(field, trimmed, 'should be a domain with at least two segments separated by dots');
  else if (part !== undefined) problems.invalid(field, part, labelProblems(part, false).join(','));
}

function checkZones(problems: Problems, field: string, zones: readonly Fields[]): void {
  if (zones.length > limits.zones) {
    problems.tooMany(field, zones.length, limits.zones);
    return;
  }
  const seen = new Set<string>();
  for (const [index, zone] of zones.entries()) {
    const name = textAt(zone, 'name');
    if (seen.has(name)) problems.duplicate(`${field}[${index}].name`, name);
    seen.add(name);
    for (const text of labelValueProblems(name)) problems.invalid(`${field}[${index}].name`, name, text);
  }
}

function checkSlicePorts(problems: Problems, ports: readonly Fields[]): void {
  if (ports.length > limits.ports) {
    problems.tooMany('ports', ports.length, limits.ports);
    return;
  }
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const field = `ports[${index}]`;
    const name = textAt(port, 'name');
    if (name !== '') checkName(problems, `${field}.name`, name, 'label');
    if (names.has(name)) problems.duplicate(`${field}.name`, name);
    names.add(name);
    checkEnumStrictly(problems, `${field}.protocol`, textAt(port, 'protocol'), protocols);
    checkAppProtocol(problems, field, port);
  }
}

export function validateEndpointSliceUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateEndpointSlice(after));
  if (before['addressType'] !== after['addressType'])
    problems.invalid('addressType', after['addressType'], 'field is immutable');
  return problems.found;
}
