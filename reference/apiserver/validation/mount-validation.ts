import { booleanAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import { checkLocalPath } from './local-paths.ts';
import type { Problems } from './problems.ts';
import { checkOptionalEnum } from './scalars.ts';

/** The volumes of a pod that are fine, by name. */
export type VolumesByName = ReadonlyMap<string, Fields>;

interface Mounting {
  readonly container: Fields;
  readonly volumes: VolumesByName;
}

/** Where a container sees the pod's volumes: as directories and as block devices. */
export function checkMounts(problems: Problems, field: string, mounting: Mounting): void {
  const mounts = objectsAt(mounting.container, 'volumeMounts');
  const devices = objectsAt(mounting.container, 'volumeDevices');
  if (mounts.length > 0) checkVolumeMounts(problems, `${field}.volumeMounts`, mounting);
  if (devices.length > 0) checkVolumeDevices(problems, `${field}.volumeDevices`, mounting);
}

interface Taken {
  readonly names: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
}

const nothingTaken: Taken = { names: new Set(), paths: new Set() };

function namesAndPaths(entries: readonly Fields[], path: string): Taken {
  if (entries.length === 0) return nothingTaken;
  return {
    names: new Set(entries.map((entry) => textAt(entry, 'name'))),
    paths: new Set(entries.map((entry) => textAt(entry, path))),
  };
}

function checkVolumeMounts(problems: Problems, field: string, { container, volumes }: Mounting): void {
  const devices = namesAndPaths(objectsAt(container, 'volumeDevices'), 'devicePath');
  const taken = new Set<string>();
  for (const [index, mount] of objectsAt(container, 'volumeMounts').entries()) {
    const path = `${field}[${index}]`;
    const name = textAt(mount, 'name');
    const mountPath = textAt(mount, 'mountPath');
    if (name === '') problems.required(`${path}.name`);
    if (!volumes.has(name)) problems.notFound(`${path}.name`, name);
    if (mountPath === '') problems.required(`${path}.mountPath`);
    if (taken.has(mountPath)) problems.invalid(`${path}.mountPath`, mountPath, 'must be unique');
    taken.add(mountPath);
    if (devices.names.has(name))
      problems.invalid(`${path}.name`, name, 'must not already exist in volumeDevices');
    if (devices.paths.has(mountPath))
      problems.invalid(`${path}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices');
    checkSubPaths(problems, field, { index, mount });
    checkPropagation(problems, field, { mount, container });
  }
}

/** Upstream names the list where a path within the volume or its propagation is wrong, not the entry. */
function checkSubPaths(problems: Problems, field: string, given: { index: number; mount: Fields }): void {
  const subPath = textAt(given.mount, 'subPath');
  const expression = textAt(given.mount, 'subPathExpr');
  if (subPath !== '') checkLocalPath(problems, `${field}.subPath`, subPath);
  if (expression === '') return;
  const path = `${field}[${given.index}].subPathExpr`;
  if (subPath !== '') problems.invalid(path, expression, 'subPathExpr and subPath are mutually exclusive');
  checkLocalPath(problems, `${field}.subPathExpr`, expression);
}

function checkPropagation(
  problems: Problems,
  field: string,
  given: { mount: Fields; container: Fields },
): void {
  const { mount, container } = given;
  const propagation = valueAt(mount, 'mountPropagation');
  const modes = ['Bidirectional', 'HostToContainer', 'None'];
  checkOptionalEnum(problems, `${field}.mountPropagation`, propagation, modes);
  const privileged = booleanAt(objectAt(container, 'securityContext'), 'privileged') === true;
  if (propagation === 'Bidirectional' && !privileged)
    problems.forbidden(
      `${field}.mountPropagation`,
      'Bidirectional mount propagation is available only to privileged containers',
    );
  const recursive = valueAt(mount, 'recursiveReadOnly');
  const path = `${field}.recursiveReadOnly`;
  checkOptionalEnum(problems, path, recursive, ['Disabled', 'Enabled', 'IfPossible']);
  if (recursive !== 'Enabled' && recursive !== 'IfPossible') return;
  if (booleanAt(mount, 'readOnly') !== true)
    problems.forbidden(path, 'may only be specified when readOnly is true');
  if (propagation !== undefined && propagation !== 'None')
    problems.forbidden(path, 'may only be specified when mountPropagation is None or not specified');
}

function checkVolumeDevices(problems: Problems, field: string, { container, volumes }: Mounting): void {
  const mounts = namesAndPaths(objectsAt(container, 'volumeMounts'), 'mountPath');
  const paths = new Set<string>();
  const names = new Set<string>();
  for (const [index, device] of objectsAt(container, 'volumeDevices').entries()) {
    const at = `${field}[${index}]`;
    const name = textAt(device, 'name');
    const path = textAt(device, 'devicePath');
    const volume = volumes.get(name);
    const isClaim = (valueAt(volume, 'persistentVolumeClaim') ?? valueAt(volume, 'ephemeral')) !== undefined;
    if (name === '') problems.required(`${at}.name`);
    if (names.has(name)) problems.invalid(`${at}.name`, name, 'must be unique');
    if (volume === undefined) problems.notFound(`${at}.name`, name);
    else if (!isClaim) problems.invalid(`${at}.name`, name, onlyClaims);
    if (path === '') problems.required(`${at}.devicePath`);
    if (paths.has(path)) problems.invalid(`${at}.devicePath`, path, 'must be unique');
    if (path.split('/').includes('..'))
      problems.invalid(`${at}.devicePath`, path, "can not contain backsteps ('..')");
    else paths.add(path);
    if (mounts.names.has(name))
      problems.invalid(`${at}.name`, name, 'must not already exist in volumeMounts');
    if (mounts.paths.has(path))
      problems.invalid(`${at}.devicePath`, path, 'must not already exist as a path in volumeMounts');
    if (name !== '') names.add(name);
  }
}

const onlyClaims = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
