import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, nameColumn, textColumn, wide } from './column.ts';
import { hasAt, listAt, numberAt, recordAt, textAt, textsAt, valueAt } from './field.ts';
import { labelsText, selectorTextOrNone } from './selector-text.ts';

export const serviceColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Type', 'spec.type', 'How the service is reached.'),
  column(
    'Cluster-IP',
    'The address inside the cluster.',
    (object) => textsAt(object, 'spec.clusterIPs')[0] ?? '<none>',
  ),
  column('External-IP', 'The addresses outside the cluster.', externalAddress),
  column('Port(s)', 'Port, node port where there is one, and protocol.', servicePorts),
  ageColumn(),
  wide(
    column('Selector', 'The labels of the pods behind it.', (object) =>
      labelsText(recordAt(object, 'spec.selector')),
    ),
  ),
];

function servicePorts(service: KubeObject): string {
  const ports = listAt(service, 'spec.ports').map((port) => {
    const nodePort = numberAt(port, 'nodePort');
    return `${numberAt(port, 'port')}${nodePort > 0 ? `:${nodePort}` : ''}/${textAt(port, 'protocol')}`;
  });
  return ports.join(',') || '<none>';
}

function externalAddress(service: KubeObject): string {
  const fixed = textsAt(service, 'spec.externalIPs');
  switch (textAt(service, 'spec.type')) {
    case 'ClusterIP':
    case 'NodePort':
      return fixed.join(',') || '<none>';
    case 'LoadBalancer':
      return [...balancerAddresses(service), ...fixed].join(',') || '<pending>';
    case 'ExternalName':
      return textAt(service, 'spec.externalName');
    default:
      return '<unknown>';
  }
}

function balancerAddresses(object: KubeObject): readonly string[] {
  const addresses = listAt(object, 'status.loadBalancer.ingress').map(
    (ingress) => textAt(ingress, 'ip') || textAt(ingress, 'hostname'),
  );
  return [...new Set(addresses)].filter((address) => address !== '').sort();
}

const mostEndpoints = 3;

/** The first three, and how many more there are. */
function shortened(texts: readonly string[]): string {
  const shown = texts.slice(0, mostEndpoints).join(',');
  return texts.length > mostEndpoints ? `${shown} + ${texts.length - mostEndpoints} more...` : shown;
}

export const endpointsColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Endpoints', 'The addresses and ports that are ready.', endpointAddresses),
  ageColumn(),
];

function endpointAddresses(endpoints: KubeObject): string {
  const subsets = listAt(endpoints, 'subsets');
  if (subsets.length === 0) return '<none>';
  return shortened(subsets.flatMap(subsetAddresses));
}

function subsetAddresses(subset: unknown): readonly string[] {
  const addresses = listAt(subset, 'addresses').map((address) => textAt(address, 'ip'));
  const ports = listAt(subset, 'ports').map((port) => numberAt(port, 'port'));
  if (ports.length === 0) return addresses;
  return ports.flatMap((port) =>
    addresses.map((address) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)),
  );
}

export const endpointSliceColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('AddressType', 'addressType', 'What kind of addresses it holds.'),
  column(
    'Ports',
    'The ports of every endpoint.',
    (slice) => shortened(listAt(slice, 'ports').map(slicePort)) || '<unset>',
  ),
  column(
    'Endpoints',
    'The addresses.',
    (slice) =>
      shortened(listAt(slice, 'endpoints').flatMap((endpoint) => textsAt(endpoint, 'addresses'))) ||
      '<unset>',
  ),
  ageColumn(),
];

function slicePort(port: unknown): string {
  if (hasAt(port, 'port')) return textAt(port, 'port');
  return typeof valueAt(port, 'name') === 'string' ? textAt(port, 'name') : '*';
}

export const ingressColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column(
    'Class',
    'The class of controllers that serve it.',
    (object) => textAt(object, 'spec.ingressClassName') || '<none>',
  ),
  column('Hosts', 'The host names that it answers for.', ingressHosts),
  column('Address', 'The addresses of the balancer.', (object) => balancerAddresses(object).join(',')),
  column('Ports', 'The ports that it opens.', (object) =>
    listAt(object, 'spec.tls').length === 0 ? '80' : '80, 443',
  ),
  ageColumn(),
];

function ingressHosts(ingress: KubeObject): string {
  const rules = listAt(ingress, 'spec.rules');
  const hosts: string[] = [];
  for (const rule of rules) {
    if (hosts.length === mostEndpoints) return `${hosts.join(',')} + ${rules.length - mostEndpoints} more...`;
    const host = textAt(rule, 'host');
    if (host !== '') hosts.push(host);
  }
  return hosts.join(',') || '*';
}

export const ingressClassColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Controller', 'spec.controller', 'The controller that serves ingresses of the class.'),
  column('Parameters', 'The object with further settings.', (object) => {
    if (!hasAt(object, 'spec.parameters')) return '<none>';
    const group = textAt(object, 'spec.parameters.apiGroup');
    const kind = textAt(object, 'spec.parameters.kind');
    return `${kind}${group === '' ? '' : `.${group}`}/${textAt(object, 'spec.parameters.name')}`;
  }),
  ageColumn(),
];

export const networkPolicyColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Pod-Selector', 'The pods that it governs.', (object) =>
    selectorTextOrNone(valueAt(object, 'spec.podSelector')),
  ),
  ageColumn(),
];
