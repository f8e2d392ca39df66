import { numberAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { fractionWarnings } from './volume-warnings.ts';

export interface ContainerSurroundings {
  /** Where the pod's spec stands. */
  readonly at: string;
  readonly annotations: Readonly<Fields>;
  readonly annotationPath: string;
  /** A pod's own AppArmor annotations are spoken of elsewhere. */
  readonly isTemplate: boolean;
}

/** The containers of a spec with their paths, in upstream's order. */
function containersOf(spec: Fields, at: string): readonly (readonly [Fields, string])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsAt(spec, list).map((container, index) => [container, `${at}.${list}[${index}]`] as const),
  );
}

export function containerWarnings(spec: Fields, surroundings: ContainerSurroundings): readonly string[] {
  const { annotations, annotationPath } = surroundings;
  const security = objectAt(spec, 'securityContext');
  const podKey = 'seccomp.security.alpha.kubernetes.io/pod';
  const useField = 'non-functional in v1.27+; use the "seccompProfile" field instead';
  const isOld = objectAt(security, 'seccompProfile') === undefined && annotations[podKey] !== undefined;
  return [
    ...(isOld ? [`${annotationPath}[${podKey}]: ${useField}`] : []),
    ...containersOf(spec, surroundings.at).flatMap(([container, path]) => [
      ...profileWarnings(container, security, surroundings),
      ...amountWarnings(container, path),
      ...environmentWarnings(objectsAt(container, 'env'), path),
    ]),
  ];
}

function profileWarnings(
  container: Fields,
  ofPod: Fields | undefined,
  { annotations, annotationPath, isTemplate }: ContainerSurroundings,
): readonly string[] {
  const own = objectAt(container, 'securityContext');
  const name = textAt(container, 'name');
  const seccomp = `container.seccomp.security.alpha.kubernetes.io/${name}`;
  const armor = `container.apparmor.security.beta.kubernetes.io/${name}`;
  const warnings: string[] = [];
  if (objectAt(own, 'seccompProfile') === undefined && annotations[seccomp] !== undefined)
    warnings.push(
      `${annotationPath}[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`,
    );
  const hasField = [ofPod, own].some((context) => objectAt(context, 'appArmorProfile') !== undefined);
  if (isTemplate && !hasField && annotations[armor] !== undefined)
    warnings.push(
      `${annotationPath}[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
    );
  return warnings;
}

function amountWarnings(container: Fields, path: string): readonly string[] {
  const resources = objectAt(container, 'resources');
  return ['memory', 'ephemeral-storage'].flatMap((name) =>
    ['limits', 'requests'].flatMap((list) =>
      fractionWarnings(objectAt(resources, list), `${path}.resources.${list}`, name),
    ),
  );
}

function environmentWarnings(entries: readonly Fields[], path: string): readonly string[] {
  const known = new Set<string>();
  return entries.flatMap((entry, index) => {
    const name = textAt(entry, 'name');
    const isKnown = known.has(name);
    known.add(name);
    const reference = `$(${name})`;
    const value = textAt(entry, 'value');
    const builds =
      objectAt(entry, 'valueFrom') === undefined && value !== reference && value.includes(reference);
    if (!isKnown || builds) return [];
    return [
      `${path}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
    ];
  });
}

interface StatedPort {
  readonly path: string;
  readonly hostPort: number;
  readonly hostIp: string;
}

export function portWarnings(spec: Fields, at: string): readonly string[] {
  const known = new Map<string, StatedPort[]>();
  const warnings: string[] = [];
  for (const [container, containerPath] of containersOf(spec, at))
    for (const [index, port] of objectsAt(container, 'ports').entries()) {
      const path = `${containerPath}.ports[${index}]`;
      const stated = { path, hostPort: numberAt(port, 'hostPort') ?? 0, hostIp: textAt(port, 'hostIP') };
      if (stated.hostIp !== '' && stated.hostPort === 0)
        warnings.push(`${path}: hostIP set without hostPort: ${shown(port)}`);
      const key = `${numberAt(port, 'containerPort') ?? 0}/${textAt(port, 'protocol')}`;
      const others = known.get(key) ?? [];
      for (const other of others) {
        const overlap = overlapOf(stated, other);
        if (overlap !== undefined) warnings.push(`${path}: ${overlap} port definition with ${other.path}`);
      }
      known.set(key, [...others, stated]);
    }
  return warnings;
}

function overlapOf(port: StatedPort, other: StatedPort): string | undefined {
  if (port.hostIp === other.hostIp && port.hostPort === other.hostPort) return 'duplicate';
  if (port.hostPort === 0 || other.hostPort === 0) return 'overlapping';
  const oneIsOpen = (port.hostIp === '') !== (other.hostIp === '');
  return port.hostPort === other.hostPort && oneIsOpen ? 'dangerously ambiguous' : undefined;
}

/** A port as Go prints one. */
function shown(port: Fields): string {
  const numbers = `HostPort:${numberAt(port, 'hostPort') ?? 0} ContainerPort:${numberAt(port, 'containerPort') ?? 0}`;
  return `{Name:${textAt(port, 'name')} ${numbers} Protocol:${textAt(port, 'protocol')} HostIP:${textAt(port, 'hostIP')}}`;
}
