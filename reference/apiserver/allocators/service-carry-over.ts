import { equalJson, numberAt, objectsAt, setOrRemove, textAt, textsAt, type Fields } from '../fields.ts';
import { isReachableFromOutside, needsHealthCheck } from '../validation/service-validation.ts';
import { sameTexts } from './ip-families.ts';

/** What says nothing is left out: a health port of zero, and a traffic policy where no traffic goes. */
export function tidy(spec: Fields): void {
  if (spec['healthCheckNodePort'] === 0) setOrRemove(spec, 'healthCheckNodePort', undefined);
  const policy = textAt(spec, 'internalTrafficPolicy');
  if (!hasAddress(spec) && ['Cluster', 'Local'].includes(policy))
    setOrRemove(spec, 'internalTrafficPolicy', undefined);
}

/** A new service that names one address means the list of that one. */
export function pluralizeAddress(spec: Fields): void {
  const address = textAt(spec, 'clusterIP');
  if (address !== '' && textsAt(spec, 'clusterIPs').length === 0) spec['clusterIPs'] = [address];
}

/** What the server had allocated and the writer of an update left out is kept, so that the same manifest fits again. */
export function carryOver(spec: Fields, old: Fields): void {
  if (hasAddress(spec) && hasAddress(old)) {
    if (textAt(spec, 'clusterIP') === '') setOrRemove(spec, 'clusterIP', old['clusterIP']);
    if (textsAt(spec, 'clusterIPs').length === 0) setOrRemove(spec, 'clusterIPs', old['clusterIPs']);
  }
  if (needsNodePorts(spec) && needsNodePorts(old)) carryNodePorts(spec, old);
  if (needsHealthCheck(spec) && needsHealthCheck(old) && (numberAt(spec, 'healthCheckNodePort') ?? 0) === 0)
    setOrRemove(spec, 'healthCheckNodePort', old['healthCheckNodePort']);
  alignAddresses(spec, old);
}

/** By the port's name, unless another port of the new state has the number. */
function carryNodePorts(spec: Fields, old: Fields): void {
  const numbersOf = (of: Fields): ReadonlySet<number> =>
    new Set(objectsAt(of, 'ports').map((port) => numberAt(port, 'nodePort') ?? 0));
  const before = numbersOf(old);
  const used = new Set([...numbersOf(spec)].filter((number) => number !== 0 && before.has(number)));
  const known = new Map(
    objectsAt(old, 'ports').map((port) => [textAt(port, 'name'), numberAt(port, 'nodePort')]),
  );
  for (const port of objectsAt(spec, 'ports')) {
    if ((numberAt(port, 'nodePort') ?? 0) !== 0) continue;
    const number = known.get(textAt(port, 'name')) ?? 0;
    if (number !== 0 && !used.has(number)) port['nodePort'] = number;
  }
}

/** Who changes `clusterIP` alone means the list too. */
function alignAddresses(spec: Fields, old: Fields): void {
  const had = textAt(old, 'clusterIP');
  const has = textAt(spec, 'clusterIP');
  const before = textsAt(old, 'clusterIPs');
  if (before.length > 0 && textsAt(spec, 'clusterIPs').length === 0 && had === has)
    spec['clusterIPs'] = [...before];
  if (had === has || !sameTexts(spec, old, 'clusterIPs')) return;
  setOrRemove(spec, 'clusterIPs', had !== '' && has === '' ? undefined : [has]);
}

function hasAddress(spec: Fields): boolean {
  return textAt(spec, 'type') !== 'ExternalName';
}

/** Whether the server gives node ports to ports that name none. */
export function needsNodePorts(spec: Fields): boolean {
  const type = textAt(spec, 'type');
  return type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
}

/** Whether services of this type may have node ports at all. */
export function mayHaveNodePorts(spec: Fields): boolean {
  const type = textAt(spec, 'type');
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** What only the former type had goes along with it, unless the writer changed it as well. */
export function dropWhatTheTypeEnded(spec: Fields, old: Fields): void {
  if (!hasAddress(spec) && hasAddress(old)) {
    if (sameTexts(spec, old, 'clusterIPs') && textAt(spec, 'clusterIP') === textAt(old, 'clusterIP'))
      for (const name of ['clusterIP', 'clusterIPs']) setOrRemove(spec, name, undefined);
    dropIfSame(spec, old, 'ipFamilies', 'ipFamilyPolicy');
  }
  if (mayHaveNodePorts(old) && !mayHaveNodePorts(spec)) dropNodePorts(spec, old);
  if (needsHealthCheck(old) && !needsHealthCheck(spec)) dropIfSame(spec, old, 'healthCheckNodePort');
  const balanced = textAt(old, 'type') === 'LoadBalancer';
  if (balanced && textAt(spec, 'type') !== 'LoadBalancer')
    dropIfSame(spec, old, 'allocateLoadBalancerNodePorts', 'loadBalancerClass');
  if (isReachableFromOutside(old) && !isReachableFromOutside(spec))
    dropIfSame(spec, old, 'externalTrafficPolicy');
}

function dropIfSame(spec: Fields, old: Fields, ...names: readonly string[]): void {
  for (const name of names) if (equalJson(spec[name], old[name])) setOrRemove(spec, name, undefined);
}

function dropNodePorts(spec: Fields, old: Fields): void {
  const before = new Set(objectsAt(old, 'ports').map((port) => numberAt(port, 'nodePort') ?? 0));
  const numbers = objectsAt(spec, 'ports').map((port) => numberAt(port, 'nodePort') ?? 0);
  if (numbers.some((number) => number !== 0 && !before.has(number))) return;
  for (const port of objectsAt(spec, 'ports')) setOrRemove(port, 'nodePort', undefined);
}
