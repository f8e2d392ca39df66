import { qualifiedNameProblems } from './names.ts';
import { bare, type Problems } from './problems.ts';
import { isWhole, parseQuantity } from './quantity.ts';

const containerResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const objectCounts: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const standardResources: ReadonlySet<string> = new Set([
  ...containerResources,
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...objectCounts,
  'storage',
  'requests.storage',
]);

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Resources that Kubernetes itself accounts for, in no domain or in its own. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Resources of devices and the like, which a node announces. */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedNameProblems(`requests.${name}`).length === 0;
}

/** True where a pod may use more than it asks for. */
export function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function isStandard(name: string): boolean {
  return standardResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
}

/** What a quota may limit, of the resources without a domain. */
export function isQuotaResource(name: string): boolean {
  if (name === 'storage' || isHugePages(name)) return isHugePages(name);
  return standardResources.has(name) || name.startsWith('requests.hugepages-');
}

/** The name of any resource; answers whether it is fine so far. */
export function checkResourceName(problems: Problems, field: string, name: string): boolean {
  const wrong = qualifiedNameProblems(name);
  for (const text of wrong) problems.invalid(field, bare(name), text);
  if (wrong.length > 0) return false;
  if (name.includes('/') || isStandard(name)) return true;
  problems.invalid(field, bare(name), 'must be a standard resource type or fully qualified');
  return false;
}

/** The name of a resource that a container may ask for. */
export function checkContainerResourceName(problems: Problems, field: string, name: string): void {
  if (containerResources.has(name)) return;
  checkResourceName(problems, field, name);
  if (!name.includes('/')) {
    if (!isHugePages(name)) problems.invalid(field, bare(name), 'must be a standard resource for containers');
  } else if (!isNative(name) && !isExtended(name))
    problems.invalid(field, bare(name), "doesn't follow extended resource name standard");
}

const largestThousandths = 2n ** 63n - 1n;

/** Upstream looks at thousandths in 64 bits: what is too large for them is no integer. */
function isInteger(amount: bigint): boolean {
  return isWhole(amount) && amount / 10n ** 6n <= largestThousandths;
}

/** An amount of a resource: not negative, and whole where halves make no sense. */
export function checkResourceAmount(problems: Problems, field: string, name: string, value: unknown): void {
  const amount = parseQuantity(value);
  if (amount === undefined) return;
  if (amount < 0n) problems.invalid(field, String(value), 'must be greater than or equal to 0');
  if (containerResources.has(name) || isInteger(amount)) return;
  if (objectCounts.has(name) || isExtended(name))
    problems.invalid(field, bare(String(value)), 'must be an integer');
}
