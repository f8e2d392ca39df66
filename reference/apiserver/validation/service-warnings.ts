import { objectAt, textAt, textsAt } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import { cidrText, ipText, parseCidr, parseIp } from './ip-address.ts';

const topologyHints = 'service.kubernetes.io/topology-aware-hints';

/** What the writer of a Service should hear although nothing is wrong. */
export function serviceWarnings(service: KubeObject): readonly string[] {
  const spec = objectAt(service, 'spec') ?? {};
  const warnings: string[] = [];
  if (service.metadata?.annotations?.[topologyHints] !== undefined) {
    const instead = 'please use service.kubernetes.io/topology-mode instead';
    warnings.push(`annotation ${topologyHints} is deprecated, ${instead}`);
  }
  const type = textAt(spec, 'type');
  for (const name of ['clusterIPs', 'externalIPs']) {
    for (const [index, address] of textsAt(spec, name).entries())
      if (address !== 'None') warnings.push(...addressWarnings(`spec.${name}[${index}]`, address));
  }
  const balancer = textAt(spec, 'loadBalancerIP');
  if (balancer !== '') warnings.push(...addressWarnings('spec.loadBalancerIP', balancer));
  for (const [index, range] of textsAt(spec, 'loadBalancerSourceRanges').entries())
    warnings.push(...rangeWarnings(`spec.loadBalancerSourceRanges[${index}]`, range));
  if (type === 'ExternalName' && textsAt(spec, 'externalIPs').length > 0)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== 'ExternalName' && textAt(spec, 'externalName') !== '')
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  return warnings;
}

const future = 'was accepted, but will be invalid in a future Kubernetes release';
const mayLoop = 'which may cause controller apply-loops';

function addressWarnings(field: string, text: string): readonly string[] {
  const address = parseIp(text);
  if (address === undefined)
    return [`${field}: IP address ${future}: ParseAddr(${JSON.stringify(text)}): unable to parse IP`];
  const why = 'IPv4 field has octet with leading zero';
  if (/(^|[.:])0\d+\./.test(text) || /\.0\d/.test(text))
    return [`${field}: IP address ${future}: ParseAddr(${JSON.stringify(text)}): ${why}`];
  const canonical = ipText(address);
  if (!text.includes(':') || canonical === text) return [];
  const shown = `is not in RFC 5952 canonical format (${JSON.stringify(canonical)}), ${mayLoop}`;
  return [`${field}: IPv6 address ${JSON.stringify(text)} ${shown}`];
}

function rangeWarnings(field: string, text: string): readonly string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined)
    return [`${field}: IP prefix ${future}: netip.ParsePrefix(${JSON.stringify(text)}): no '/'`];
  if (!text.includes(':') || !cidr.isNetwork || cidrText(cidr) === text) return [];
  const shown = `is not in RFC 5952 canonical format (${JSON.stringify(cidrText(cidr))}), ${mayLoop}`;
  return [`${field}: IPv6 prefix ${JSON.stringify(text)} ${shown}`];
}
