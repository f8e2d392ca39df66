import {
  booleanAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import { checkLocalPath } from './local-paths.ts';
import type { Problems } from './problems.ts';
import { checkNumberRange, checkOptionalEnum } from './scalars.ts';
import { checkWindowsOptions } from './windows-validation.ts';

const largestId = 2_147_483_647;

function checkIds(problems: Problems, field: string, context: Fields, names: readonly string[]): void {
  for (const name of names) {
    const id = numberAt(context, name);
    if (id !== undefined) checkNumberRange(problems, `${field}.${name}`, id, [0, largestId]);
  }
}

/** Under whose id and with which rights the containers of a pod run. */
export function checkPodSecurity(
  problems: Problems,
  field: string,
  given: { context: Fields; spec: Fields },
): void {
  const { context, spec } = given;
  const isShared = valueAt(spec, 'shareProcessNamespace') === true;
  if (!isShared && Object.keys(context).length === 0) return;
  checkIds(problems, field, context, ['fsGroup', 'runAsUser', 'runAsGroup']);
  for (const [index, group] of listAt(context, 'supplementalGroups').entries())
    checkNumberRange(problems, `${field}.supplementalGroups[${index}]`, Number(group), [0, largestId]);
  if (isShared && valueAt(spec, 'hostPID') === true) {
    const text = 'ShareProcessNamespace and HostPID cannot both be enabled';
    problems.invalid(`${field}.shareProcessNamespace`, true, text);
  }
  checkSysctls(problems, `${field}.sysctls`, { context, spec });
  checkOptionalEnum(problems, `${field}.fsGroupChangePolicy`, valueAt(context, 'fsGroupChangePolicy'), [
    'Always',
    'OnRootMismatch',
  ]);
  checkProfiles(problems, field, context);
}

/** The same of one container. */
export function checkContainerSecurity(problems: Problems, field: string, context: Fields): void {
  checkIds(problems, field, context, ['runAsUser', 'runAsGroup']);
  checkSeccomp(problems, `${field}.seccompProfile`, objectAt(context, 'seccompProfile'));
  if (booleanAt(context, 'allowPrivilegeEscalation') === false) {
    if (booleanAt(context, 'privileged') === true)
      problems.invalid(
        field,
        context,
        'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      );
    if (textsAt(objectAt(context, 'capabilities'), 'add').includes('CAP_SYS_ADMIN'))
      problems.invalid(
        field,
        context,
        'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
      );
  }
  checkWindowsOptions(problems, `${field}.windowsOptions`, objectAt(context, 'windowsOptions'));
  checkAppArmor(problems, `${field}.appArmorProfile`, objectAt(context, 'appArmorProfile'));
}

function checkProfiles(problems: Problems, field: string, context: Fields): void {
  checkSeccomp(problems, `${field}.seccompProfile`, objectAt(context, 'seccompProfile'));
  checkWindowsOptions(problems, `${field}.windowsOptions`, objectAt(context, 'windowsOptions'));
  checkAppArmor(problems, `${field}.appArmorProfile`, objectAt(context, 'appArmorProfile'));
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function checkSeccomp(problems: Problems, field: string, profile: Fields | undefined): void {
  if (profile === undefined) return;
  const type = textAt(profile, 'type');
  if (type === '') problems.required(`${field}.type`, 'type is required when seccompProfile is set');
  else if (!profileTypes.includes(type)) problems.notSupported(`${field}.type`, type, profileTypes);
  const path = `${field}.localhostProfile`;
  const local = valueAt(profile, 'localhostProfile');
  if (type === 'Localhost') {
    if (local === undefined) problems.required(path, 'must be set when seccomp type is Localhost');
    else checkLocalPath(problems, path, textAt(profile, 'localhostProfile'));
  } else if (local !== undefined)
    problems.invalid(path, profile, 'can only be set when seccomp type is Localhost');
}

const longestAppArmorProfile = 4095;

function checkAppArmor(problems: Problems, field: string, profile: Fields | undefined): void {
  if (profile === undefined) return;
  const type = textAt(profile, 'type');
  const path = `${field}.localhostProfile`;
  const local = valueAt(profile, 'localhostProfile');
  if (type === '') problems.required(`${field}.type`, 'type is required when appArmorProfile is set');
  else if (!profileTypes.includes(type)) problems.notSupported(`${field}.type`, type, profileTypes);
  else if (type !== 'Localhost') {
    if (local !== undefined) problems.invalid(path, local, 'can only be set when AppArmor type is Localhost');
  } else if (typeof local !== 'string')
    problems.required(path, 'must be set when AppArmor type is Localhost');
  else {
    if (local !== local.trim()) problems.invalid(path, local, 'must not be padded with whitespace');
    else if (local === '') problems.required(path, 'must be set when AppArmor type is Localhost');
    if (local.length > longestAppArmorProfile) problems.tooLong(path, longestAppArmorProfile);
  }
}

const sysctlName = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctlPattern = new RegExp(sysctlName);
const ipcSysctls = /^(kernel\.(sem|shm|msg)|fs\.mqueue\.)/;

function checkSysctls(problems: Problems, field: string, given: { context: Fields; spec: Fields }): void {
  const names = new Set<string>();
  for (const [index, entry] of objectsAt(given.context, 'sysctls').entries()) {
    const path = `${field}[${index}].name`;
    const name = textAt(entry, 'name');
    if (name === '') problems.required(path);
    else if (name.length > 253 || !sysctlPattern.test(name))
      problems.invalid(path, name, `must have at most 253 characters and match regex ${sysctlName}`);
    else if (names.has(name)) problems.duplicate(path, name);
    const plain = name.replaceAll('/', '.');
    if (valueAt(given.spec, 'hostNetwork') === true && plain.startsWith('net.'))
      problems.invalid(path, name, "may not be specified when 'hostNetwork' is true");
    else if (valueAt(given.spec, 'hostIPC') === true && ipcSysctls.test(plain))
      problems.invalid(path, name, "may not be specified when 'hostIPC' is true");
    names.add(name);
  }
}
