import type { Fields } from '../fields.ts';

/** Labels that kubelets put on their own nodes. */
const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);

/** The labels that a node may not set, change or take away, as they would draw work to it; in order. */
export function forbiddenLabels(after: Readonly<Fields>, before: Readonly<Fields>): readonly string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((label) => after[label] !== before[label])
    .filter((label) => isForbidden(label))
    .sort();
}

function isForbidden(label: string): boolean {
  const slash = label.indexOf('/');
  const domain = slash < 0 ? '' : label.slice(0, slash);
  if (isUnder(domain, 'node-restriction.kubernetes.io')) return true;
  if (!isUnder(domain, 'kubernetes.io') && !isUnder(domain, 'k8s.io')) return false;
  const isOfKubelets = isUnder(domain, 'kubelet.kubernetes.io') || isUnder(domain, 'node.kubernetes.io');
  return !isOfKubelets && !kubeletLabels.has(label);
}

function isUnder(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}
