import { booleanAt, numberAt, objectAt, objectsAt, textAt, textsAt } from '../../fields.ts';
import { addedCapabilities, baselineSeccompProfile, seccompType } from './baseline-checks.ts';
import {
  containersNamed,
  counted,
  distinct,
  isWindows,
  podSecurity,
  quotedList,
  securedContainers,
  settersText,
  type Check,
} from './breach.ts';

export const allowPrivilegeEscalation: Check = (pod) => {
  const bad = securedContainers(pod).filter(
    ({ security }) => booleanAt(security, 'allowPrivilegeEscalation') !== false,
  );
  if (bad.length === 0) return undefined;
  const names = containersNamed(bad.map(({ name }) => name));
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${names} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const restrictedCapabilities: Check = (pod) => {
  const keeping = securedContainers(pod)
    .filter(({ security }) => !textsAt(objectAt(security, 'capabilities'), 'drop').includes('ALL'))
    .map(({ name }) => name);
  const details = [
    keeping.length > 0
      ? `${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`
      : undefined,
    addedCapabilities(pod, ['NET_BIND_SERVICE']),
  ].filter((detail) => detail !== undefined);
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const allowedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** The kinds that are named in the refusal; any other is told as unknown. */
const restrictedKinds = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

export const restrictedVolumes: Check = ({ spec }) => {
  const bad = objectsAt(spec, 'volumes').filter((volume) =>
    allowedVolumes.every((kind) => objectAt(volume, kind) === undefined),
  );
  if (bad.length === 0) return undefined;
  const kinds = distinct(
    bad.map((volume) => restrictedKinds.find((kind) => objectAt(volume, kind) !== undefined) ?? 'unknown'),
  );
  const names = bad.map((volume) => textAt(volume, 'name'));
  const uses = names.length === 1 ? 'uses' : 'use';
  const what = `${counted('restricted volume type', kinds.length)} ${quotedList(kinds)}`;
  return {
    reason: 'restricted volume types',
    detail: `${counted('volume', names.length)} ${quotedList(names)} ${uses} ${what}`,
  };
};

export const runAsNonRoot: Check = (pod) => {
  const reason = 'runAsNonRoot != true';
  const own = booleanAt(podSecurity(pod), 'runAsNonRoot');
  const told = securedContainers(pod).map(({ name, security }) => ({
    name,
    said: booleanAt(security, 'runAsNonRoot'),
  }));
  const setters = settersText(
    own === false,
    told.filter(({ said }) => said === false).map(({ name }) => name),
  );
  if (setters !== '') return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  const silent = own === true ? [] : told.filter(({ said }) => said === undefined);
  if (silent.length === 0) return undefined;
  const names = containersNamed(silent.map(({ name }) => name));
  return { reason, detail: `pod or ${names} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: Check = (pod) => {
  const bad = securedContainers(pod).filter(({ security }) => numberAt(security, 'runAsUser') === 0);
  const setters = settersText(
    numberAt(podSecurity(pod), 'runAsUser') === 0,
    bad.map(({ name }) => name),
  );
  return setters === ''
    ? undefined
    : { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` };
};

export const restrictedSeccompProfile: Check = (pod) => {
  const wrong = baselineSeccompProfile(pod);
  if (wrong !== undefined || seccompType(podSecurity(pod)) !== undefined) return wrong;
  const silent = securedContainers(pod).filter(({ security }) => seccompType(security) === undefined);
  if (silent.length === 0) return undefined;
  const names = containersNamed(silent.map(({ name }) => name));
  return {
    reason: 'seccompProfile',
    detail: `pod or ${names} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

/** Rules about Linux go for nobody else, since there was a way to say so. */
export function onLinux(check: Check): Check {
  return (pod) => (isWindows(pod) ? undefined : check(pod));
}
