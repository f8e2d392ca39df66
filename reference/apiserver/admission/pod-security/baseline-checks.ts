import {
  booleanAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../../fields.ts';
import {
  containersNamed,
  counted,
  distinct,
  podSecurity,
  quotedList,
  securedContainers,
  settersText,
  type Check,
} from './breach.ts';

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = (pod) => {
  const isBad = (security: Fields): boolean => {
    const profile = objectAt(security, 'appArmorProfile');
    return profile !== undefined && !['RuntimeDefault', 'Localhost'].includes(textAt(profile, 'type'));
  };
  const typeOf = (security: Fields): string => textAt(objectAt(security, 'appArmorProfile'), 'type');
  const own = podSecurity(pod);
  const bad = securedContainers(pod).filter(({ security }) => isBad(security));
  const types = [...(isBad(own) ? [own] : []), ...bad.map(({ security }) => security)].map(typeOf);
  const annotations = Object.entries(pod.annotations)
    .filter(([key, value]) => key.startsWith(appArmorPrefix) && !isAppArmorAllowed(String(value)))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .toSorted();
  const values = [...distinct(types), ...annotations];
  const setters = settersText(
    isBad(own),
    bad.map(({ name }) => name),
  );
  const all = [setters, annotations.length > 0 ? counted('annotation', annotations.length) : '']
    .filter((text) => text !== '')
    .join(' and ');
  if (all === '') return undefined;
  return {
    reason: counted('forbidden AppArmor profile', values.length),
    detail: `${all} must not set AppArmor profile type to ${quotedList(values)}`,
  };
};

function isAppArmorAllowed(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
}

const usualCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

export const baselineCapabilities: Check = (pod) => {
  const added = addedCapabilities(pod, usualCapabilities);
  if (added === undefined) return undefined;
  return { reason: 'non-default capabilities', detail: added };
};

/** What is added beyond what is allowed, in words; undefined where that is nothing. */
export function addedCapabilities(pod: Parameters<Check>[0], allowed: readonly string[]): string | undefined {
  const bad = securedContainers(pod).flatMap(({ name, security }) => {
    const added = textsAt(objectAt(security, 'capabilities'), 'add').filter(
      (text) => !allowed.includes(text),
    );
    return added.length === 0 ? [] : [{ name, added }];
  });
  if (bad.length === 0) return undefined;
  const names = bad.map(({ name }) => name);
  const added = distinct(bad.flatMap((container) => container.added));
  return `${containersNamed(names)} must not include ${quotedList(added)} in securityContext.capabilities.add`;
}

export const hostNamespaces: Check = ({ spec }) => {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => booleanAt(spec, name) === true);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((name) => `${name}=true`).join(', ') };
};

export const hostPathVolumes: Check = ({ spec }) => {
  const names = objectsAt(spec, 'volumes')
    .filter((volume) => objectAt(volume, 'hostPath') !== undefined)
    .map((volume) => textAt(volume, 'name'));
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${counted('volume', names.length)} ${quotedList(names)}` };
};

export const hostPorts: Check = (pod) => {
  const bad = securedContainers(pod).flatMap(({ name, container }) => {
    const ports = objectsAt(container, 'ports').map((port) => numberAt(port, 'hostPort') ?? 0);
    const taken = ports.filter((port) => port !== 0);
    return taken.length === 0 ? [] : [{ name, taken }];
  });
  if (bad.length === 0) return undefined;
  const ports = distinct(bad.flatMap(({ taken }) => taken.map(String)));
  const names = containersNamed(bad.map(({ name }) => name));
  const use = bad.length === 1 ? 'uses' : 'use';
  return {
    reason: 'hostPort',
    detail: `${names} ${use} ${counted('hostPort', ports.length)} ${ports.join(', ')}`,
  };
};

export const privileged: Check = (pod) => {
  const bad = securedContainers(pod).filter(({ security }) => booleanAt(security, 'privileged') === true);
  if (bad.length === 0) return undefined;
  const names = containersNamed(bad.map(({ name }) => name));
  return { reason: 'privileged', detail: `${names} must not set securityContext.privileged=true` };
};

export const procMount: Check = (pod) => {
  const bad = securedContainers(pod).filter(
    ({ security }) =>
      valueAt(security, 'procMount') !== undefined && textAt(security, 'procMount') !== 'Default',
  );
  if (bad.length === 0) return undefined;
  const types = quotedList(distinct(bad.map(({ security }) => textAt(security, 'procMount'))));
  const names = containersNamed(bad.map(({ name }) => name));
  return { reason: 'procMount', detail: `${names} must not set securityContext.procMount to ${types}` };
};

const usualTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export const seLinuxOptions: Check = (pod) => seLinuxBreach(pod, usualTypes);

/** From 1.31 on. */
export const seLinuxOptionsWithEngine: Check = (pod) =>
  seLinuxBreach(pod, [...usualTypes, 'container_engine_t']);

function seLinuxBreach(pod: Parameters<Check>[0], types: readonly string[]): ReturnType<Check> {
  const optionsOf = (security: Fields): Fields => objectAt(security, 'seLinuxOptions') ?? {};
  const isBad = (options: Fields): boolean =>
    !types.includes(textAt(options, 'type')) ||
    textAt(options, 'user') !== '' ||
    textAt(options, 'role') !== '';
  const own = optionsOf(podSecurity(pod));
  const bad = securedContainers(pod).filter(({ security }) => isBad(optionsOf(security)));
  const setters = settersText(
    isBad(own),
    bad.map(({ name }) => name),
  );
  if (setters === '') return undefined;
  const all = [own, ...bad.map(({ security }) => optionsOf(security))];
  const badTypes = distinct(
    all.map((options) => textAt(options, 'type')).filter((type) => !types.includes(type)),
  );
  const parts = [
    ...(badTypes.length > 0 ? [`${counted('type', badTypes.length)} ${quotedList(badTypes)}`] : []),
    ...['user', 'role']
      .filter((name) => all.some((options) => textAt(options, name) !== ''))
      .map(mayNotBeSet),
  ];
  return {
    reason: 'seLinuxOptions',
    detail: `${setters} set forbidden securityContext.seLinuxOptions: ${parts.join('; ')}`,
  };
}

function mayNotBeSet(name: string): string {
  return `${name} may not be set`;
}

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';

/** Before 1.19, when profiles stood in annotations. */
export const annotatedSeccompProfile: Check = (pod) => {
  const keys = [seccompPod, ...securedContainers(pod).map(({ name }) => seccompContainer + name)];
  const bad = keys.flatMap((key) => {
    const value = pod.annotations[key];
    return typeof value !== 'string' || isSeccompAllowed(value) ? [] : [`${key}=${JSON.stringify(value)}`];
  });
  const found = distinct(bad);
  if (found.length === 0) return undefined;
  const detail = `forbidden ${counted('annotation', found.length)} ${found.join(', ')}`;
  return { reason: 'seccompProfile', detail };
};

function isSeccompAllowed(value: string): boolean {
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
}

export const baselineSeccompProfile: Check = (pod) => {
  const own = seccompType(podSecurity(pod));
  const bad = securedContainers(pod).filter(({ security }) => isBadSeccomp(seccompType(security)));
  const setters = settersText(
    isBadSeccomp(own),
    bad.map(({ name }) => name),
  );
  if (setters === '') return undefined;
  const types = [own, ...bad.map(({ security }) => seccompType(security))].filter(isBadSeccomp);
  const values = quotedList(distinct(types.map((type) => type ?? '')));
  const detail = `${setters} must not set securityContext.seccompProfile.type to ${values}`;
  return { reason: 'seccompProfile', detail };
};

/** The type of the profile; undefined where there is none. */
export function seccompType(security: Fields): string | undefined {
  const profile = objectAt(security, 'seccompProfile');
  return profile === undefined ? undefined : textAt(profile, 'type');
}

function isBadSeccomp(type: string | undefined): boolean {
  return type !== undefined && type !== 'Localhost' && type !== 'RuntimeDefault';
}

const firstSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const sysctlsOf27 = [...firstSysctls, 'net.ipv4.ip_local_reserved_ports'];
const sysctlsOf29 = [
  ...sysctlsOf27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const sysctlsOf32 = [...sysctlsOf29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** By the version from which it holds. */
export const sysctls: readonly (readonly [number, Check])[] = [
  [0, sysctlsWithin(firstSysctls)],
  [27, sysctlsWithin(sysctlsOf27)],
  [29, sysctlsWithin(sysctlsOf29)],
  [32, sysctlsWithin(sysctlsOf32)],
];

function sysctlsWithin(allowed: readonly string[]): Check {
  return (pod) => {
    const names = objectsAt(podSecurity(pod), 'sysctls').map((sysctl) => textAt(sysctl, 'name'));
    const bad = names.filter((name) => !allowed.includes(name));
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  };
}

export const windowsHostProcess: Check = (pod) => {
  const isHost = (security: Fields): boolean =>
    booleanAt(objectAt(security, 'windowsOptions'), 'hostProcess') === true;
  const bad = securedContainers(pod).filter(({ security }) => isHost(security));
  const setters = settersText(
    isHost(podSecurity(pod)),
    bad.map(({ name }) => name),
  );
  if (setters === '') return undefined;
  const detail = `${setters} must not set securityContext.windowsOptions.hostProcess=true`;
  return { reason: 'hostProcess', detail };
};
