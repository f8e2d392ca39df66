import {
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textEntriesAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { labelProblems, labelValueProblems, qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkEnum, checkName, checkPort, checkPortNumOrName, isIp, notAnIp } from './scalars.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

export function validateService(service: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(service, 'spec') ?? {};
  const type = textAt(spec, 'type');
  if (type === '') problems.required('spec.type');
  else if (!types.includes(type)) problems.notSupported('spec.type', type, types);
  const headless = textAt(spec, 'clusterIP') === 'None';
  if (objectsAt(spec, 'ports').length === 0 && !headless && type !== 'ExternalName')
    problems.required('spec.ports');
  checkByType(problems, type, spec);
  checkPorts(problems, spec);
  for (const [key, value] of textEntriesAt(spec, 'selector')) {
    for (const text of qualifiedNameProblems(key)) problems.invalid('spec.selector', key, text);
    for (const text of labelValueProblems(value)) problems.invalid('spec.selector', value, text);
  }
  checkAffinity(problems, spec);
  checkAddresses(problems, spec);
  checkPolicies(problems, type, spec);
  return problems.found;
}

function checkByType(problems: Problems, type: string, spec: Fields): void {
  const clusterIp = textAt(spec, 'clusterIP');
  if (type === 'LoadBalancer' && clusterIp === 'None') {
    problems.invalid('spec.clusterIPs[0]', clusterIp, "may not be set to 'None' for LoadBalancer services");
  }
  if (type === 'NodePort' && clusterIp === 'None') {
    problems.invalid('spec.clusterIPs[0]', clusterIp, "may not be set to 'None' for NodePort services");
  }
  if (type !== 'ExternalName') return;
  if (clusterIp !== '') problems.forbidden('spec.clusterIPs', 'may not be set for ExternalName services');
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  if (name === '') problems.required('spec.externalName');
  else checkName(problems, 'spec.externalName', name, 'subdomain');
}

function checkPorts(problems: Problems, spec: Fields): void {
  const ports = objectsAt(spec, 'ports');
  const names = new Set<string>();
  const targets = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const field = `spec.ports[${index}]`;
    const name = textAt(port, 'name');
    if (ports.length > 1 && name === '') problems.required(`${field}.name`);
    else if (name !== '') {
      for (const text of labelProblems(name, false)) problems.invalid(`${field}.name`, name, text);
      if (names.has(name)) problems.duplicate(`${field}.name`, name);
      names.add(name);
    }
    checkPort(problems, `${field}.port`, numberAt(port, 'port') ?? 0);
    const protocol = textAt(port, 'protocol');
    if (protocol === '') problems.required(`${field}.protocol`);
    else if (!['SCTP', 'TCP', 'UDP'].includes(protocol))
      problems.notSupported(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
    const target = valueAt(port, 'targetPort');
    checkPortNumOrName(problems, `${field}.targetPort`, target);
    const appProtocol = textAt(port, 'appProtocol');
    if (appProtocol !== '') {
      for (const text of qualifiedNameProblems(appProtocol))
        problems.invalid(`${field}.appProtocol`, appProtocol, text);
    }
    const key = `${protocol}/${String(numberAt(port, 'port'))}`;
    if (targets.has(key)) problems.duplicate(field, { protocol, port: numberAt(port, 'port') });
    targets.add(key);
  }
  checkNodePorts(problems, spec);
}

function checkNodePorts(problems: Problems, spec: Fields): void {
  const type = textAt(spec, 'type');
  const taken = new Set<string>();
  for (const [index, port] of objectsAt(spec, 'ports').entries()) {
    const field = `spec.ports[${index}].nodePort`;
    const nodePort = numberAt(port, 'nodePort') ?? 0;
    if (nodePort === 0) continue;
    if (type === 'ClusterIP') problems.forbidden(field, "may not be used when `type` is 'ClusterIP'");
    const key = `${textAt(port, 'protocol')}/${nodePort}`;
    if (taken.has(key)) problems.duplicate(field, nodePort);
    taken.add(key);
  }
}

function checkAffinity(problems: Problems, spec: Fields): void {
  const affinity = textAt(spec, 'sessionAffinity');
  checkEnum(problems, 'spec.sessionAffinity', affinity, ['ClientIP', 'None']);
  const config = objectAt(spec, 'sessionAffinityConfig');
  if (affinity === 'None' && config !== undefined) {
    problems.forbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None');
  }
  const timeout = numberAt(objectAt(config, 'clientIP'), 'timeoutSeconds');
  if (affinity === 'ClientIP' && timeout !== undefined && (timeout <= 0 || timeout > 86_400)) {
    problems.invalid(
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
      timeout,
      'must be greater than 0 and less than 86400',
    );
  }
}

function checkAddresses(problems: Problems, spec: Fields): void {
  const clusterIps = textsAt(spec, 'clusterIPs');
  for (const [index, address] of clusterIps.entries()) {
    if (address !== 'None' && !isIp(address)) problems.invalid(`spec.clusterIPs[${index}]`, address, notAnIp);
  }
  const clusterIp = textAt(spec, 'clusterIP');
  if (clusterIps.length > 0 && clusterIps[0] !== clusterIp) {
    problems.invalid('spec.clusterIPs', clusterIps, 'first value must match `clusterIP`');
  }
  for (const [index, address] of textsAt(spec, 'externalIPs').entries()) {
    const field = `spec.externalIPs[${index}]`;
    if (!isIp(address)) problems.invalid(field, address, notAnIp);
    else if (address.startsWith('127.'))
      problems.invalid(field, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
}

function checkPolicies(problems: Problems, type: string, spec: Fields): void {
  const external = textAt(spec, 'externalTrafficPolicy');
  const outside = type === 'NodePort' || type === 'LoadBalancer' || textsAt(spec, 'externalIPs').length > 0;
  if (external !== '' && !outside) {
    problems.invalid(
      'spec.externalTrafficPolicy',
      external,
      'may only be set for externally-accessible services',
    );
  } else if (external !== '' && external !== 'Cluster' && external !== 'Local') {
    problems.notSupported('spec.externalTrafficPolicy', external, ['Cluster', 'Local']);
  }
  const internal = textAt(spec, 'internalTrafficPolicy');
  if (internal !== '' && internal !== 'Cluster' && internal !== 'Local') {
    problems.notSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']);
  }
  const family = textAt(spec, 'ipFamilyPolicy');
  const families = ['SingleStack', 'PreferDualStack', 'RequireDualStack'];
  if (family !== '' && !families.includes(family))
    problems.invalid('spec.ipFamilyPolicy', family, 'must be one of the known policies');
}

/** The address stays for the life of a service, unless it stops having one or begins to. */
export function validateServiceUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  const had = textAt(old, 'clusterIP');
  const has = textAt(next, 'clusterIP');
  const external = textAt(old, 'type') === 'ExternalName' || textAt(next, 'type') === 'ExternalName';
  if (had !== '' && had !== has && !external) {
    const ips = textsAt(next, 'clusterIPs');
    problems.invalid(
      'spec.clusterIPs[0]',
      ips.length > 0 ? ips : null,
      had === 'None' || has !== '' ? 'may not change once set' : 'primary clusterIP can not be unset',
    );
  }
  problems.add(...validateService(after));
  return problems.found;
}

export function validateEndpoints(endpoints: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [index, subset] of objectsAt(endpoints, 'subsets').entries()) {
    const field = `subsets[${index}]`;
    const ready = objectsAt(subset, 'addresses');
    const notReady = objectsAt(subset, 'notReadyAddresses');
    if (ready.length + notReady.length === 0) {
      problems.required(field, 'must specify `addresses` or `notReadyAddresses`');
    }
    for (const [name, list] of [
      ['addresses', ready],
      ['notReadyAddresses', notReady],
    ] as const) {
      for (const [at, address] of list.entries())
        checkEndpointAddress(problems, `${field}.${name}[${at}]`, address);
    }
    const ports = objectsAt(subset, 'ports');
    for (const [at, port] of ports.entries()) {
      const path = `${field}.ports[${at}]`;
      const name = textAt(port, 'name');
      if (ports.length > 1 && name === '') problems.required(`${path}.name`);
      else if (name !== '') checkName(problems, `${path}.name`, name, 'label');
      checkPort(problems, `${path}.port`, numberAt(port, 'port') ?? 0);
      const protocol = textAt(port, 'protocol');
      checkEnum(problems, `${path}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
    }
  }
  return problems.found;
}

function checkEndpointAddress(problems: Problems, field: string, address: Fields): void {
  const ip = textAt(address, 'ip');
  if (!isIp(ip)) problems.invalid(`${field}.ip`, ip, notAnIp);
  else if (ip === '0.0.0.0' || ip === '::')
    problems.invalid(`${field}.ip`, ip, `may not be unspecified (${ip})`);
  else if (ip.startsWith('127.') || ip === '::1') {
    problems.invalid(`${field}.ip`, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
  } else if (ip.startsWith('169.254.')) {
    problems.invalid(`${field}.ip`, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  const hostname = textAt(address, 'hostname');
  if (hostname !== '') checkName(problems, `${field}.hostname`, hostname, 'label');
}
