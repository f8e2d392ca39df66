import { listAt, numberAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import { checkEnvironment } from './environment-validation.ts';
import { checkMounts, type VolumesByName } from './mount-validation.ts';
import type { Problems } from './problems.ts';
import { checkProbes, forbidProbes } from './probe-validation.ts';
import { checkResources } from './resource-validation.ts';
import { checkEnum, checkName, checkPort, checkPullPolicy, portNameProblems } from './scalars.ts';
import { checkContainerSecurity } from './security-validation.ts';

export interface ContainerScope {
  readonly spec: Fields;
  readonly volumes: VolumesByName;
}

/** All containers of a pod; no two of them have one name. */
export function checkContainers(problems: Problems, field: string, scope: ContainerScope): void {
  const containers = objectsAt(scope.spec, 'containers');
  const names = new Set<string>();
  if (containers.length === 0) problems.required(`${field}.containers`);
  for (const [index, container] of containers.entries()) {
    const path = `${field}.containers[${index}]`;
    checkContainer(problems, path, container, scope);
    checkUniqueName(problems, path, container, names);
    checkProbes(problems, path, { container, spec: scope.spec });
    if (valueAt(container, 'restartPolicy') !== undefined)
      problems.forbidden(`${path}.restartPolicy`, 'may not be set for non-init containers');
  }
  checkHostPortConflicts(problems, `${field}.containers`, containers);
  const initContainers = objectsAt(scope.spec, 'initContainers');
  for (const [index, container] of initContainers.entries())
    checkInitContainer(problems, { field: `${field}.initContainers`, index, names }, container, scope);
  const ephemeral = objectsAt(scope.spec, 'ephemeralContainers');
  if (ephemeral.length > 0) checkEphemeralContainers(problems, `${field}.ephemeralContainers`, scope);
}

function checkUniqueName(problems: Problems, field: string, container: Fields, names: Set<string>): void {
  const name = textAt(container, 'name');
  if (names.has(name)) problems.duplicate(`${field}.name`, name);
  names.add(name);
}

function checkInitContainer(
  problems: Problems,
  { field, index, names }: { field: string; index: number; names: Set<string> },
  container: Fields,
  scope: ContainerScope,
): void {
  const path = `${field}[${index}]`;
  checkContainer(problems, path, container, scope);
  const restartPolicy = valueAt(container, 'restartPolicy');
  if (restartPolicy !== undefined && restartPolicy !== 'Always')
    problems.notSupported(`${path}.restartPolicy`, restartPolicy, ['Always']);
  const name = textAt(container, 'name');
  if (names.has(name)) problems.duplicate(`${path}.name`, name);
  else if (name !== '') names.add(name);
  // Upstream counts from nought here for each of them.
  checkHostPortConflicts(problems, field, [container]);
  if (restartPolicy === 'Always') checkProbes(problems, path, { container, spec: scope.spec });
  else forbidProbes(problems, path, container);
}

/** What holds for every container of whatever sort. */
function checkContainer(problems: Problems, field: string, container: Fields, scope: ContainerScope): void {
  const name = textAt(container, 'name');
  if (name === '') problems.required(`${field}.name`);
  else checkName(problems, `${field}.name`, name, 'label');
  if (textAt(container, 'image') === '') problems.required(`${field}.image`);
  checkEnum(problems, `${field}.terminationMessagePolicy`, textAt(container, 'terminationMessagePolicy'), [
    'File',
    'FallbackToLogsOnError',
  ]);
  checkPorts(problems, `${field}.ports`, container);
  checkEnvironment(problems, field, container);
  checkMounts(problems, field, { container, volumes: scope.volumes });
  checkPullPolicy(problems, `${field}.imagePullPolicy`, textAt(container, 'imagePullPolicy'));
  checkResources(problems, `${field}.resources`, objectAt(container, 'resources'));
  const security = objectAt(container, 'securityContext');
  if (security !== undefined) checkContainerSecurity(problems, `${field}.securityContext`, security);
}

/** Pods themselves, unlike templates, refuse an image with blanks around it. */
export function checkImageBlanks(problems: Problems, field: string, container: Fields): void {
  const image = textAt(container, 'image');
  if (image !== image.trim())
    problems.invalid(`${field}.image`, image, 'must not have leading or trailing whitespace');
}

const protocols = ['SCTP', 'TCP', 'UDP'];

function checkPorts(problems: Problems, field: string, container: Fields): void {
  const names = new Set<string>();
  for (const [index, port] of objectsAt(container, 'ports').entries()) {
    const path = `${field}[${index}]`;
    const name = textAt(port, 'name');
    if (name !== '') {
      const wrong = portNameProblems(name);
      for (const text of wrong) problems.invalid(`${path}.name`, name, text);
      if (wrong.length === 0 && names.has(name)) problems.duplicate(`${path}.name`, name);
      if (wrong.length === 0) names.add(name);
    }
    const number = numberAt(port, 'containerPort') ?? 0;
    if (number === 0) problems.required(`${path}.containerPort`);
    else checkPort(problems, `${path}.containerPort`, number);
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    if (hostPort !== 0) checkPort(problems, `${path}.hostPort`, hostPort);
    checkEnum(problems, `${path}.protocol`, textAt(port, 'protocol'), protocols);
  }
}

/** Two ports of these containers cannot be one port of the node. */
function checkHostPortConflicts(problems: Problems, field: string, containers: readonly Fields[]): void {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [at, port] of objectsAt(container, 'ports').entries()) {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if (hostPort === 0) continue;
      const key = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${hostPort}`;
      if (taken.has(key)) problems.duplicate(`${field}[${index}].ports[${at}].hostPort`, key);
      taken.add(key);
    }
  }
}

/** In the network of the node a container's port is the node's. */
export function checkHostNetwork(
  problems: Problems,
  field: string,
  { spec, isPod }: { spec: Fields; isPod: boolean },
): void {
  if (valueAt(spec, 'hostNetwork') !== true) return;
  for (const [index, container] of objectsAt(spec, 'containers').entries()) {
    for (const [at, port] of objectsAt(container, 'ports').entries()) {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if ((!isPod && hostPort === 0) || hostPort === (numberAt(port, 'containerPort') ?? 0)) continue;
      const path = `${field}.containers[${index}].ports[${at}].hostPort`;
      problems.invalid(path, hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }
  }
}

const barredFromEphemeral = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
];
const barredText = 'cannot be set for an Ephemeral Container';

/** Of the resources, which are always there, something must be said. */
function isSet(name: string, value: unknown): boolean {
  if (name === 'resources') return typeof value === 'object' && Object.keys(value ?? {}).length > 0;
  return value !== undefined && value !== null;
}

/** Containers that somebody put into a running pod to look around: few of a container's fields make sense there. */
function checkEphemeralContainers(problems: Problems, field: string, scope: ContainerScope): void {
  const lasting = [...objectsAt(scope.spec, 'containers'), ...objectsAt(scope.spec, 'initContainers')];
  const others = new Set(lasting.map((container) => textAt(container, 'name')));
  const names = new Set(others);
  for (const [index, container] of objectsAt(scope.spec, 'ephemeralContainers').entries()) {
    const path = `${field}[${index}]`;
    checkContainer(problems, path, container, scope);
    checkImageBlanks(problems, path, container);
    checkUniqueName(problems, path, container, names);
    const target = textAt(container, 'targetContainerName');
    if (target !== '' && !others.has(target)) problems.notFound(`${path}.targetContainerName`, target);
    for (const name of barredFromEphemeral)
      if (isSet(name, valueAt(container, name))) problems.forbidden(`${path}.${name}`, barredText);
    for (const at of listAt(container, 'volumeMounts').keys()) {
      const mount = objectsAt(container, 'volumeMounts')[at];
      for (const name of ['subPath', 'subPathExpr'])
        if (textAt(mount, name) !== '') problems.forbidden(`${path}.volumeMounts[${at}].${name}`, barredText);
    }
  }
}
