import { objectsAt, textsAt } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import type { AccessAttributes, AccessedResource } from './authorizer.ts';
import { combinedName } from './request-attributes.ts';

/** One rule of a role. What the writer left out is empty. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** `pods`, `pods/log`, `*`, or a subresource of everything. */
  readonly resources: readonly string[];
  /** Empty: any name. */
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** All verbs on all resources and all paths. */
export const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

export function rulesOf(role: KubeObject): readonly PolicyRule[] {
  return objectsAt(role, 'rules').map((rule) => ({
    verbs: textsAt(rule, 'verbs'),
    apiGroups: textsAt(rule, 'apiGroups'),
    resources: textsAt(rule, 'resources'),
    resourceNames: textsAt(rule, 'resourceNames'),
    nonResourceURLs: textsAt(rule, 'nonResourceURLs'),
  }));
}

export function ruleAllows(rule: PolicyRule, { verb, resource, path }: AccessAttributes): boolean {
  if (!namesOrAll(rule.verbs, verb)) return false;
  if (resource === undefined) return rule.nonResourceURLs.some((pattern) => urlCovers(pattern, path));
  return (
    namesOrAll(rule.apiGroups, resource.group) &&
    rule.resources.some((pattern) => resourceMatches(pattern, resource)) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(resource.name))
  );
}

function namesOrAll(named: readonly string[], wanted: string): boolean {
  return named.includes('*') || named.includes(wanted);
}

function resourceMatches(pattern: string, resource: AccessedResource): boolean {
  if (pattern === '*' || pattern === combinedName(resource)) return true;
  return resource.subresource !== '' && pattern === `*/${resource.subresource}`;
}

/** Only at the end does a star stand for anything. */
export function urlCovers(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')));
}
