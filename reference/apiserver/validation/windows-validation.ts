import { objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import { subdomainProblems } from './names.ts';
import type { Problems } from './problems.ts';

const longestSpecKib = 64;
const longestDomain = 256;
const longestUser = 104;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsName =
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const control = /[\u0000-\u001f\u007f]/;

/** What is particular to containers on Windows. */
export function checkWindowsOptions(problems: Problems, field: string, options: Fields | undefined): void {
  if (options === undefined) return;
  const specName = valueAt(options, 'gmsaCredentialSpecName');
  if (typeof specName === 'string')
    for (const text of subdomainProblems(specName, false))
      problems.invalid(`${field}.gmsaCredentialSpecName`, specName, text);
  const spec = valueAt(options, 'gmsaCredentialSpec');
  const specPath = `${field}.gmsaCredentialSpec`;
  if (spec === '') problems.invalid(specPath, spec, 'gmsaCredentialSpec cannot be an empty string');
  else if (typeof spec === 'string' && spec.length > longestSpecKib * 1024)
    problems.invalid(specPath, spec, `gmsaCredentialSpec size must be under ${longestSpecKib} KiB`);
  const user = valueAt(options, 'runAsUserName');
  if (typeof user !== 'string') return;
  for (const text of userNameProblems(user))
    problems.invalid(`${field}.runAsUserName`, user, `runAsUserName${text}`);
}

/** `user` or `DOMAIN\user`. */
function userNameProblems(name: string): readonly string[] {
  if (name === '') return [' cannot be an empty string'];
  if (control.test(name)) return [' cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? parts[0] : undefined;
  const problems: string[] = [];
  if (domain !== undefined) {
    if (domain.length >= longestDomain)
      problems.push(`'s Domain length must be under ${longestDomain} characters`);
    if (!netBios.test(domain) && !dnsName.test(domain))
      problems.push("'s Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') problems.push("'s User cannot be empty");
  else if (user.length > longestUser)
    problems.push(`'s User length must not be longer than ${longestUser} characters`);
  if (/^[. ]+$/.test(user)) problems.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    problems.push(`'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return problems;
}

const lists = ['initContainers', 'containers', 'ephemeralContainers'];

/** Every container of the pod with its path: those that prepare first. */
function containersOf(field: string, spec: Fields): readonly (readonly [path: string, container: Fields])[] {
  return lists.flatMap((list) =>
    objectsAt(spec, list).map((container, index) => [`${field}.${list}[${index}]`, container] as const),
  );
}

/** Containers that run as processes of the Windows host: all of a pod or none. */
export function checkHostProcesses(problems: Problems, field: string, spec: Fields): void {
  const hostProcessOf = (owner: Fields): unknown =>
    valueAt(objectAt(objectAt(owner, 'securityContext'), 'windowsOptions'), 'hostProcess');
  const ofPod = hostProcessOf(spec);
  const isMentioned = lists.some((list) =>
    objectsAt(spec, list).some((container) => hostProcessOf(container) !== undefined),
  );
  // Hardly any pod says anything here, and paths cost more than looks.
  if (ofPod === undefined && !isMentioned) return;
  const containers = containersOf(field, spec);
  let count = 0;
  for (const [path, container] of containers) {
    const own = hostProcessOf(container);
    if (ofPod !== undefined && own !== undefined && ofPod !== own)
      problems.invalid(
        `${path}.securityContext.windowsOptions.hostProcess`,
        own,
        `pod hostProcess value must be identical if both are specified, was ${ofPod === true}`,
      );
    if ((own ?? ofPod) === true) count += 1;
  }
  if (count === 0) return;
  if (count !== containers.length)
    problems.invalid(
      field,
      '',
      'If pod contains any hostProcess containers then all containers must be HostProcess containers',
    );
  if (valueAt(spec, 'hostNetwork') !== true)
    problems.invalid(
      `${field}.hostNetwork`,
      false,
      'hostNetwork must be true if pod contains any hostProcess containers',
    );
}

const ofPodsOnLinux: readonly string[] = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
];
const ofContainersOnLinux: readonly string[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];
const systems = ['linux', 'windows'];

/** A pod that says for which operating system it is has no settings of the other. */
export function checkOperatingSystem(problems: Problems, field: string, spec: Fields): void {
  const os = objectAt(spec, 'os');
  if (os === undefined) return;
  const name = textAt(os, 'name');
  if (name === '') problems.required(`${field}.os.name`, 'cannot be empty');
  else if (!systems.includes(name)) problems.notSupported(`${field}.os`, name, systems);
  else if (name === 'linux') forbidWindows(problems, field, spec);
  else forbidLinux(problems, field, spec);
}

function forbidWindows(problems: Problems, field: string, spec: Fields): void {
  for (const [path, owner] of [[field, spec] as const, ...containersOf(field, spec)]) {
    if (objectAt(objectAt(owner, 'securityContext'), 'windowsOptions') !== undefined)
      problems.forbidden(
        `${path}.securityContext.windowsOptions`,
        'windows options cannot be set for a linux pod',
      );
  }
}

function forbidLinux(problems: Problems, field: string, spec: Fields): void {
  for (const path of ofPodsOnLinux) {
    const [first = '', second] = path.split('.');
    const value = second === undefined ? valueAt(spec, first) : valueAt(objectAt(spec, first), second);
    // Of the two flags of the pod itself only `true` counts as set.
    const isSet = first.startsWith('host') ? value === true : value !== undefined;
    if (isSet) problems.forbidden(`${field}.${path}`, 'cannot be set for a windows pod');
  }
  for (const [path, container] of containersOf(field, spec)) {
    const context = objectAt(container, 'securityContext');
    for (const name of ofContainersOnLinux)
      if (valueAt(context, name) !== undefined)
        problems.forbidden(`${path}.securityContext.${name}`, 'cannot be set for a windows pod');
  }
}
