import {
  ensureObject,
  objectAt,
  objectsAt,
  setDefault,
  setDefaultText,
  setOrRemove,
  textAt,
  textsAt,
  type Fields,
} from '../fields.ts';
import { defaultBlockVolume } from './pod-defaults.ts';

export function defaultService(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefaultText(spec, 'sessionAffinity', 'None');
  if (spec['sessionAffinity'] === 'None') setOrRemove(spec, 'sessionAffinityConfig', undefined);
  if (spec['sessionAffinity'] === 'ClientIP') {
    setDefault(
      ensureObject(ensureObject(spec, 'sessionAffinityConfig'), 'clientIP'),
      'timeoutSeconds',
      10_800,
    );
  }
  setDefaultText(spec, 'type', 'ClusterIP');
  for (const port of objectsAt(spec, 'ports')) {
    setDefaultText(port, 'protocol', 'TCP');
    const target = port['targetPort'];
    if (target === undefined || target === null || target === 0 || target === '')
      port['targetPort'] = port['port'];
  }
  const external = textAt(spec, 'type');
  if (external === 'NodePort' || external === 'LoadBalancer' || textsAt(spec, 'externalIPs').length > 0) {
    if (external !== 'ExternalName') setDefaultText(spec, 'externalTrafficPolicy', 'Cluster');
  }
  if (external !== 'ExternalName') setDefault(spec, 'internalTrafficPolicy', 'Cluster');
  if (external === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true);
}

/** Numbers are Go's int32 where no name is given; here a missing protocol is all there is to fill. */
export function defaultEndpoints(object: Fields): void {
  for (const subset of objectsAt(object, 'subsets')) {
    for (const port of objectsAt(subset, 'ports')) setDefaultText(port, 'protocol', 'TCP');
  }
}

export function defaultEndpointSlice(object: Fields): void {
  for (const port of objectsAt(object, 'ports')) {
    setDefault(port, 'name', '');
    setDefault(port, 'protocol', 'TCP');
  }
}

export function defaultSecret(object: Fields): void {
  setDefaultText(object, 'type', 'Opaque');
}

/** Every namespace carries its own name as a label, so that selectors can name it. */
export function defaultNamespace(object: Fields): void {
  const metadata = ensureObject(object, 'metadata');
  const name = textAt(metadata, 'name');
  if (name !== '') ensureObject(metadata, 'labels')['kubernetes.io/metadata.name'] = name;
  setDefaultText(ensureObject(object, 'status'), 'phase', 'Active');
}

export function defaultPersistentVolume(object: Fields): void {
  setDefaultText(ensureObject(object, 'status'), 'phase', 'Pending');
  const spec = ensureObject(object, 'spec');
  setDefaultText(spec, 'persistentVolumeReclaimPolicy', 'Retain');
  setDefault(spec, 'volumeMode', 'Filesystem');
  const hostPath = objectAt(spec, 'hostPath');
  if (hostPath !== undefined) setDefault(hostPath, 'type', '');
  defaultBlockVolume(spec);
}

export function defaultPersistentVolumeClaim(object: Fields): void {
  setDefaultText(ensureObject(object, 'status'), 'phase', 'Pending');
  setDefault(ensureObject(object, 'spec'), 'volumeMode', 'Filesystem');
}

/** What a node has is what pods may use of it, unless something is held back. */
export function defaultNode(object: Fields): void {
  const spec = objectAt(object, 'spec');
  if (spec !== undefined) matchPodRanges(spec);
  const status = ensureObject(object, 'status');
  const capacity = objectAt(status, 'capacity');
  if (objectAt(status, 'allocatable') === undefined && capacity !== undefined)
    status['allocatable'] = { ...capacity };
}

/** The range of the pods' addresses stands beside the list of ranges, first in it; where the two differ the single one counts. */
function matchPodRanges(spec: Fields): void {
  const [first] = textsAt(spec, 'podCIDRs');
  const single = textAt(spec, 'podCIDR');
  if (single === '' && first !== undefined) spec['podCIDR'] = first;
  else if (single !== '' && first !== single) spec['podCIDRs'] = [single];
}

/** Within one limit: the default falls back on max, the request on the default, then on min. */
export function defaultLimitRange(object: Fields): void {
  for (const limit of objectsAt(objectAt(object, 'spec'), 'limits')) {
    if (textAt(limit, 'type') !== 'Container') continue;
    const defaults = ensureObject(limit, 'default');
    const requests = ensureObject(limit, 'defaultRequest');
    for (const [name, value] of Object.entries(objectAt(limit, 'max') ?? {}))
      setDefault(defaults, name, value);
    for (const [name, value] of Object.entries(defaults)) setDefault(requests, name, value);
    for (const [name, value] of Object.entries(objectAt(limit, 'min') ?? {}))
      setDefault(requests, name, value);
    for (const name of ['default', 'defaultRequest']) {
      if (Object.keys(objectAt(limit, name) ?? {}).length === 0) Reflect.deleteProperty(limit, name);
    }
  }
}
