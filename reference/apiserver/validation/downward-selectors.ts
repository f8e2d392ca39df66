import { textAt, valueAt, type Fields } from '../fields.ts';
import { qualifiedNameProblems } from './names.ts';
import type { Problems } from './problems.ts';
import { parseQuantity } from './quantity.ts';

export const volumeFieldPaths: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

export const environmentFieldPaths: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Every field label of a pod that upstream can convert, whether or not it may be used in one place or the other. */
const convertible: ReadonlySet<string> = new Set([
  ...volumeFieldPaths,
  ...environmentFieldPaths,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const subscripted = /^(.*)\['(.*)'\]$/;

/** A field of the pod that a container or a file shows. */
export function checkFieldSelector(
  problems: Problems,
  field: string,
  selector: Fields,
  supported: readonly string[],
): void {
  const version = textAt(selector, 'apiVersion');
  const given = textAt(selector, 'fieldPath');
  if (version === '') problems.required(`${field}.apiVersion`);
  else if (given === '') problems.required(`${field}.fieldPath`);
  if (version === '' || given === '') return;
  const unconverted = (why: string): void => {
    problems.invalid(`${field}.fieldPath`, given, `error converting fieldPath: ${why}`);
  };
  if (version !== 'v1') {
    unconverted(`unsupported pod version: ${version}`);
    return;
  }
  const [, map, key = ''] = subscripted.exec(given) ?? [];
  if (map === undefined) {
    const path = given === 'spec.host' ? 'spec.nodeName' : given;
    if (!convertible.has(path)) unconverted(`field label not supported: ${path}`);
    else if (!supported.includes(path)) problems.notSupported(`${field}.fieldPath`, path, supported);
  } else if (map === 'metadata.labels' || map === 'metadata.annotations') {
    const name = map === 'metadata.labels' ? key : key.toLowerCase();
    for (const text of qualifiedNameProblems(name)) problems.invalid(field, name, text);
  } else unconverted(`field label does not support subscript: ${given}`);
}

const resourcePaths: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const hugePages = /^(requests|limits)\.hugepages-/;
const divisors = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';

/** An amount of a container's resources that a container or a file shows. */
export function checkResourceSelector(
  problems: Problems,
  field: string,
  selector: Fields,
  where: 'volume' | 'environment',
): void {
  const resource = textAt(selector, 'resource');
  if (where === 'volume' && textAt(selector, 'containerName') === '')
    problems.required(`${field}.containerName`);
  else if (resource === '') problems.required(`${field}.resource`);
  else if (!resourcePaths.includes(resource) && !hugePages.test(resource))
    problems.notSupported(`${field}.resource`, resource, resourcePaths);
  checkDivisor(problems, `${field}.divisor`, resource, valueAt(selector, 'divisor'));
}

const divisibleNames: readonly (readonly [end: string, text: string])[] = [
  ['memory', 'memory'],
  ['ephemeral-storage', 'local ephemeral storage'],
];

function checkDivisor(problems: Problems, field: string, resource: string, divisor: unknown): void {
  if ((parseQuantity(divisor) ?? 0n) === 0n) return;
  const text = String(divisor);
  if (resource.endsWith('.cpu')) {
    if (text !== '1' && text !== '1m')
      problems.invalid(field, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
    return;
  }
  const known = divisibleNames.find(([end]) => resource.endsWith(`.${end}`))?.[1];
  const name = hugePages.test(resource) ? 'hugepages' : known;
  if (name !== undefined && !divisors.split(', ').includes(text))
    problems.invalid(
      field,
      resource,
      `only divisor's values ${divisors} are supported with the ${name} resource`,
    );
}
