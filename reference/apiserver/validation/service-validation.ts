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
import { parseCidr, parseIp, specialIpProblems } from './ip-address.ts';
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from './names.ts';
import { bare, Problems } from './problems.ts';
import { checkEnum, checkName, checkPort, checkPortNumOrName, notAnIp } from './scalars.ts';
import { checkAddressesKept, checkServiceAddresses, isHeadless } from './service-addresses.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const trafficPolicies = ['Cluster', 'Local'];
const protocols = ['SCTP', 'TCP', 'UDP'];
/** No load balancer may lead to it: it is the kubelet's. */
const kubeletPort = 10_250;

const topologyMode = 'service.kubernetes.io/topology-mode';
const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

export function validateService(service: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(service, 'spec') ?? {};
  const type = textAt(spec, 'type');
  checkTopology(problems, service);
  if (objectsAt(spec, 'ports').length === 0 && !isHeadless(spec) && type !== 'ExternalName')
    problems.required('spec.ports');
  checkByType(problems, type, spec);
  checkPorts(problems, spec);
  for (const [key, value] of textEntriesAt(spec, 'selector')) {
    for (const text of qualifiedNameProblems(key)) problems.invalid('spec.selector', key, text);
    for (const text of labelValueProblems(value)) problems.invalid('spec.selector', value, text);
  }
  checkAffinity(problems, spec);
  checkServiceAddresses(problems, spec);
  checkExternalIps(problems, spec);
  if (type === '') problems.required('spec.type');
  else if (!types.includes(type)) problems.notSupported('spec.type', type, types);
  checkNodePorts(problems, type, spec);
  checkRepeatedPorts(problems, spec);
  checkLoadBalancer(problems, service, spec);
  checkTraffic(problems, type, spec);
  return problems.found;
}

function checkTopology(problems: Problems, service: KubeObject): void {
  const annotations = service.metadata?.annotations ?? {};
  const mode = annotations[topologyMode];
  const hints = annotations[topologyHints];
  if (mode === undefined || hints === undefined || mode === hints) return;
  const detail = `must match annotations[${topologyHints}] when both are specified`;
  problems.invalid(`metadata.annotations[${topologyMode}]`, mode, detail);
}

function checkByType(problems: Problems, type: string, spec: Fields): void {
  if (type === 'LoadBalancer') {
    for (const [index, port] of objectsAt(spec, 'ports').entries()) {
      if (numberAt(port, 'port') !== kubeletPort) continue;
      const detail = `may not expose port ${kubeletPort} externally since it is used by kubelet`;
      problems.invalid(`spec.ports[${index}]`, kubeletPort, detail);
    }
  }
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec))
    problems.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`);
  if (type !== 'ExternalName') return;
  for (const name of ['clusterIPs', 'ipFamilies']) {
    if (textsAt(spec, name).length > 0)
      problems.forbidden(`spec.${name}`, 'may not be set for ExternalName services');
  }
  if (isSet(spec, 'ipFamilyPolicy'))
    problems.forbidden('spec.ipFamilyPolicy', 'may not be set for ExternalName services');
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  if (name === '') problems.required('spec.externalName');
  else checkName(problems, 'spec.externalName', name, 'subdomain');
}

function isSet(spec: Fields, name: string): boolean {
  const value = valueAt(spec, name);
  return value !== undefined && value !== null;
}

function checkPorts(problems: Problems, spec: Fields): void {
  const ports = objectsAt(spec, 'ports');
  const names = new Set<string>();
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
    checkEnum(problems, `${field}.protocol`, textAt(port, 'protocol'), protocols);
    checkPortNumOrName(problems, `${field}.targetPort`, valueAt(port, 'targetPort'));
    const appProtocol = valueAt(port, 'appProtocol');
    if (typeof appProtocol !== 'string') continue;
    for (const text of qualifiedNameProblems(appProtocol))
      problems.invalid(`${field}.appProtocol`, appProtocol, text);
  }
}

function checkNodePorts(problems: Problems, type: string, spec: Fields): void {
  const ports = objectsAt(spec, 'ports');
  const fieldOf = (index: number): string => `spec.ports[${index}].nodePort`;
  if (type === 'ClusterIP') {
    for (const [index, port] of ports.entries())
      if ((numberAt(port, 'nodePort') ?? 0) !== 0)
        problems.forbidden(fieldOf(index), "may not be used when `type` is 'ClusterIP'");
  }
  const taken = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const nodePort = numberAt(port, 'nodePort') ?? 0;
    if (nodePort === 0) continue;
    const key = `${textAt(port, 'protocol')}/${nodePort}`;
    if (taken.has(key)) problems.duplicate(fieldOf(index), nodePort);
    taken.add(key);
  }
}

function checkRepeatedPorts(problems: Problems, spec: Fields): void {
  const taken = new Set<string>();
  for (const [index, port] of objectsAt(spec, 'ports').entries()) {
    const protocol = textAt(port, 'protocol');
    const number = numberAt(port, 'port') ?? 0;
    const key = `${protocol}/${number}`;
    if (taken.has(key)) {
      const target = 'TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}';
      const printed = `core.ServicePort{Name:"", Protocol:${JSON.stringify(protocol)}, AppProtocol:(*string)(nil), Port:${number}, ${target}, NodePort:0}`;
      problems.duplicate(`spec.ports[${index}]`, bare(printed));
    }
    taken.add(key);
  }
}

const longestAffinitySeconds = 86_400;

function checkAffinity(problems: Problems, spec: Fields): void {
  const affinity = textAt(spec, 'sessionAffinity');
  checkEnum(problems, 'spec.sessionAffinity', affinity, ['ClientIP', 'None']);
  const config = objectAt(spec, 'sessionAffinityConfig');
  const field = 'spec.sessionAffinityConfig';
  if (affinity === 'None' && config !== undefined)
    problems.forbidden(field, 'must not be set when session affinity is None');
  if (affinity !== 'ClientIP') return;
  const timeout = numberAt(objectAt(config, 'clientIP'), 'timeoutSeconds');
  if (timeout === undefined)
    problems.required(`${field}.clientIP.timeoutSeconds`, 'when session affinity type is ClientIP');
  else if (timeout <= 0 || timeout > longestAffinitySeconds) {
    const detail = `must be greater than 0 and less than ${longestAffinitySeconds}`;
    problems.invalid(`${field}.clientIP.timeoutSeconds`, timeout, detail);
  }
}

function checkExternalIps(problems: Problems, spec: Fields): void {
  for (const [index, text] of textsAt(spec, 'externalIPs').entries()) {
    const field = `spec.externalIPs[${index}]`;
    const address = parseIp(text);
    if (address === undefined) problems.invalid(field, text, notAnIp);
    else for (const detail of specialIpProblems(text, address)) problems.invalid(field, text, detail);
  }
}

const notACidr = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const balancerOnly = "may only be used when `type` is 'LoadBalancer'";

function checkLoadBalancer(problems: Problems, service: KubeObject, spec: Fields): void {
  const balancer = textAt(spec, 'type') === 'LoadBalancer';
  checkSourceRanges(problems, service, spec);
  const allocates = isSet(spec, 'allocateLoadBalancerNodePorts');
  if (allocates && !balancer) problems.forbidden('spec.allocateLoadBalancerNodePorts', balancerOnly);
  // Upstream names the field without its parent.
  if (!allocates && balancer) problems.required('allocateLoadBalancerNodePorts');
  checkBalancerClass(problems, spec);
}

function checkBalancerClass(problems: Problems, spec: Fields): void {
  const field = 'spec.loadBalancerClass';
  const name = valueAt(spec, 'loadBalancerClass');
  if (typeof name !== 'string') return;
  if (textAt(spec, 'type') !== 'LoadBalancer') problems.forbidden(field, balancerOnly);
  else for (const text of qualifiedNameProblems(name)) problems.invalid(field, name, text);
}

function checkSourceRanges(problems: Problems, service: KubeObject, spec: Fields): void {
  const balancer = textAt(spec, 'type') === 'LoadBalancer';
  const ranges = textsAt(spec, 'loadBalancerSourceRanges');
  const annotation = service.metadata?.annotations?.[sourceRanges];
  if (ranges.length > 0) {
    // Upstream spells this one field with a capital.
    const field = 'spec.LoadBalancerSourceRanges';
    if (!balancer) problems.forbidden(field, balancerOnly);
    for (const [index, range] of ranges.entries())
      if (parseCidr(range.trim()) === undefined)
        problems.invalid(`${field}[${index}]`, range.trim(), notACidr);
  } else if (annotation !== undefined) {
    const field = `metadata.annotations[${sourceRanges}]`;
    if (!balancer) problems.forbidden(field, balancerOnly);
    if (annotation.trim() === '') return;
    for (const range of annotation.split(',').map((part) => part.trim()))
      if (parseCidr(range) === undefined) problems.invalid(field, range, notACidr);
  }
}

/** Whether traffic reaches the Service from outside the cluster. */
export function isReachableFromOutside(spec: Fields): boolean {
  const type = textAt(spec, 'type');
  if (type === 'LoadBalancer' || type === 'NodePort') return true;
  return type === 'ClusterIP' && textsAt(spec, 'externalIPs').length > 0;
}

/** Whether the load balancer must ask each node if it has an endpoint. */
export function needsHealthCheck(spec: Fields): boolean {
  return textAt(spec, 'type') === 'LoadBalancer' && textAt(spec, 'externalTrafficPolicy') === 'Local';
}

function checkTraffic(problems: Problems, type: string, spec: Fields): void {
  const external = textAt(spec, 'externalTrafficPolicy');
  const field = 'spec.externalTrafficPolicy';
  if (isReachableFromOutside(spec)) checkEnum(problems, field, external, trafficPolicies);
  else if (external !== '')
    problems.invalid(field, external, 'may only be set for externally-accessible services');
  checkHealthPort(problems, spec);
  const internal = valueAt(spec, 'internalTrafficPolicy');
  if (typeof internal === 'string') {
    if (!trafficPolicies.includes(internal))
      problems.notSupported('spec.internalTrafficPolicy', internal, trafficPolicies);
  } else if (types.includes(type) && type !== 'ExternalName') problems.required('spec.internalTrafficPolicy');
  const distribution = valueAt(spec, 'trafficDistribution');
  if (typeof distribution === 'string' && distribution !== 'PreferClose')
    problems.notSupported('spec.trafficDistribution', distribution, ['PreferClose']);
}

function checkHealthPort(problems: Problems, spec: Fields): void {
  const field = 'spec.healthCheckNodePort';
  const port = numberAt(spec, 'healthCheckNodePort') ?? 0;
  if (needsHealthCheck(spec)) {
    if (port === 0) problems.required(field);
    else checkPort(problems, field, port);
  } else if (port !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    problems.invalid(field, port, detail);
  }
}

export function validateServiceUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  checkAddressesKept(problems, old, next);
  const bothBalance = textAt(old, 'type') === 'LoadBalancer' && textAt(next, 'type') === 'LoadBalancer';
  if (bothBalance && (old['loadBalancerClass'] ?? null) !== (next['loadBalancerClass'] ?? null))
    problems.invalid('spec.loadBalancerClass', next['loadBalancerClass'], 'may not change once set');
  // Upstream tells it here as well as among the rules for any Service.
  checkBalancerClass(problems, next);
  if (needsHealthCheck(old) && needsHealthCheck(next)) {
    if (old['healthCheckNodePort'] !== next['healthCheckNodePort'])
      problems.forbidden('spec.healthCheckNodePort', 'field is immutable');
  }
  problems.add(...validateService(after));
  return problems.found;
}

/** What load balancers report. */
export function validateServiceStatus(_before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const ingress = objectsAt(objectAt(objectAt(after, 'status'), 'loadBalancer'), 'ingress');
  const field = 'status.loadBalancer.ingress';
  if (textAt(objectAt(after, 'spec'), 'type') !== 'LoadBalancer' && ingress.length > 0) {
    problems.forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'");
    return problems.found;
  }
  for (const [index, entry] of ingress.entries()) checkBalancerIngress(problems, `${field}[${index}]`, entry);
  return problems.found;
}

function checkBalancerIngress(problems: Problems, field: string, entry: Fields): void {
  const ip = textAt(entry, 'ip');
  const mode = valueAt(entry, 'ipMode');
  if (ip !== '' && parseIp(ip) === undefined) problems.invalid(`${field}.ip`, ip, notAnIp);
  if (typeof mode !== 'string') {
    if (ip !== '') problems.required(`${field}.ipMode`, 'must be specified when `ip` is set');
  } else if (ip === '') problems.forbidden(`${field}.ipMode`, 'may not be specified when `ip` is not set');
  else if (mode !== 'Proxy' && mode !== 'VIP')
    problems.notSupported(`${field}.ipMode`, mode, ['Proxy', 'VIP']);
  const hostname = textAt(entry, 'hostname');
  if (hostname === '') return;
  for (const text of subdomainProblems(hostname, false))
    problems.invalid(`${field}.hostname`, hostname, text);
  if (parseIp(hostname) !== undefined)
    problems.invalid(`${field}.hostname`, hostname, 'must be a DNS name, not an IP address');
}
