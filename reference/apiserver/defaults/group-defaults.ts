import {
  ensureObject,
  objectAt,
  objectsAt,
  setDefault,
  setDefaultText,
  textAt,
  textsAt,
  type Fields,
} from '../fields.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

export function defaultRoleBinding(object: Fields): void {
  setDefaultText(ensureObject(object, 'roleRef'), 'apiGroup', rbacGroup);
  for (const subject of objectsAt(object, 'subjects')) {
    const kind = textAt(subject, 'kind');
    if (kind === 'User' || kind === 'Group') setDefaultText(subject, 'apiGroup', rbacGroup);
  }
}

export function defaultNetworkPolicy(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  for (const direction of ['ingress', 'egress']) {
    for (const rule of objectsAt(spec, direction)) {
      for (const port of objectsAt(rule, 'ports')) setDefault(port, 'protocol', 'TCP');
    }
  }
  if (textsAt(spec, 'policyTypes').length > 0) return;
  spec['policyTypes'] = objectsAt(spec, 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

export function defaultIngressClass(object: Fields): void {
  const parameters = objectAt(objectAt(object, 'spec'), 'parameters');
  if (parameters !== undefined) setDefault(parameters, 'scope', 'Cluster');
}

export function defaultStorageClass(object: Fields): void {
  setDefault(object, 'reclaimPolicy', 'Delete');
  setDefault(object, 'volumeBindingMode', 'Immediate');
}

export function defaultPriorityClass(object: Fields): void {
  setDefault(object, 'preemptionPolicy', 'PreemptLowerPriority');
}

export function defaultCsiDriver(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefault(spec, 'attachRequired', true);
  setDefault(spec, 'podInfoOnMount', false);
  setDefault(spec, 'storageCapacity', false);
  setDefault(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType');
  setDefault(spec, 'requiresRepublish', false);
  setDefault(spec, 'seLinuxMount', false);
  if (textsAt(spec, 'volumeLifecycleModes').length === 0) spec['volumeLifecycleModes'] = ['Persistent'];
}

export function defaultCustomResourceDefinition(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  const names = ensureObject(spec, 'names');
  const kind = textAt(names, 'kind');
  if (kind !== '') {
    setDefaultText(names, 'singular', kind.toLowerCase());
    setDefaultText(names, 'listKind', `${kind}List`);
  }
  setDefaultText(ensureObject(spec, 'conversion'), 'strategy', 'None');
}
