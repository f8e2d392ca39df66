import { parse } from 'yaml';
import type { AccessAttributes } from '../authorization/authorizer.ts';
import { combinedName } from '../authorization/request-attributes.ts';
import { booleanAt, isFields, listAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';

/** How much of a request is written down; each says more than the one before it. */
export const auditLevels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type AuditLevel = (typeof auditLevels)[number];

/** When in the life of a request an event is written. */
export const auditStages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type AuditStage = (typeof auditStages)[number];

/** What the policy says about one request. */
export interface AuditDecision {
  readonly level: AuditLevel;
  readonly omitStages: ReadonlySet<AuditStage>;
  readonly omitManagedFields: boolean;
}

/** An `audit.k8s.io/v1` Policy: the first rule that a request fits decides; what fits none is not written down. */
export interface AuditPolicy {
  decide(attributes: AccessAttributes): AuditDecision;
}

/** Reads the YAML or JSON of a policy. Throws an `Error` that says what is wrong in it, every breach in one message. */
export function parseAuditPolicy(content: string): AuditPolicy {
  const policy: unknown = parse(content, { maxAliasCount: 100 });
  if (!isFields(policy)) throw new Error('it is no Policy');
  const version = textAt(policy, 'apiVersion');
  if (textAt(policy, 'kind') !== 'Policy' || version !== 'audit.k8s.io/v1') {
    throw new Error(`it must be a Policy of audit.k8s.io/v1, not ${textAt(policy, 'kind')} of "${version}"`);
  }
  const rules = objectsAt(policy, 'rules');
  const problems = [
    ...unknownFields(policy, policyFields, ''),
    ...stageProblems(policy, 'omitStages'),
    ...rules.flatMap((rule, index) => ruleProblems(rule, `rules[${index}]`)),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
  if (rules.length === 0) throw new Error('it has no rules');
  return policyOf(policy, rules);
}

function policyOf(policy: Fields, rules: readonly Fields[]): AuditPolicy {
  const omitted = stagesAt(policy);
  const omitManagedFields = booleanAt(policy, 'omitManagedFields') ?? false;
  const read = rules.map((rule) => ({
    matches: matcherOf(rule),
    decision: {
      level: textAt(rule, 'level') as AuditLevel,
      omitStages: new Set([...omitted, ...stagesAt(rule)]),
      omitManagedFields: booleanAt(rule, 'omitManagedFields') ?? omitManagedFields,
    },
  }));
  const otherwise: AuditDecision = { level: 'None', omitStages: new Set(omitted), omitManagedFields };
  return {
    decide: (attributes) => read.find(({ matches }) => matches(attributes))?.decision ?? otherwise,
  };
}

function stagesAt(parent: Fields): readonly AuditStage[] {
  return textsAt(parent, 'omitStages') as readonly AuditStage[];
}

const policyFields = ['apiVersion', 'kind', 'metadata', 'rules', 'omitStages', 'omitManagedFields'];
const ruleFields = [
  ...['level', 'users', 'userGroups', 'verbs', 'resources', 'namespaces', 'nonResourceURLs'],
  ...['omitStages', 'omitManagedFields'],
];

/** A word that is passed over in silence is a rule that nobody keeps. */
function unknownFields(fields: Fields, known: readonly string[], at: string): readonly string[] {
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  return unknown.map((name) => `${at}${name}: unknown field; there are ${known.join(', ')}`);
}

function ruleProblems(rule: Fields, at: string): string[] {
  const problems: string[] = [...unknownFields(rule, ruleFields, `${at}.`)];
  const level = textAt(rule, 'level');
  if (level === '') problems.push(`${at}.level: Required value`);
  else if (!auditLevels.some((known) => known === level)) {
    problems.push(`${at}.level: Unsupported value: "${level}": supported values: ${auditLevels.join(', ')}`);
  }
  const paths = textsAt(rule, 'nonResourceURLs');
  paths.forEach((path, index) => {
    const where = `${at}.nonResourceURLs[${index}]: Invalid value: "${path}"`;
    if (path === '*') return;
    if (!path.startsWith('/')) problems.push(`${where}: must begin with a '/'`);
    if (path.slice(0, -1).includes('*')) problems.push(`${where}: a '*' must be its last character`);
  });
  for (const { group, resourceNames, resources } of objectsAt(rule, 'resources').map(groupResourcesOf)) {
    const where = `${at}.resources`;
    if (group !== '' && !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(group)) {
      problems.push(`${where}.group: Invalid value: "${group}"`);
    }
    if (resourceNames.length > 0 && resources.length === 0) {
      problems.push(`${where}.resourceNames: needs at least one resource`);
    }
  }
  if (paths.length > 0 && (listAt(rule, 'resources').length > 0 || listAt(rule, 'namespaces').length > 0)) {
    problems.push(`${at}.nonResourceURLs: a rule is for resources or for other paths, not for both`);
  }
  return [...problems, ...stageProblems(rule, `${at}.omitStages`)];
}

function stageProblems(parent: Fields, at: string): string[] {
  return textsAt(parent, 'omitStages')
    .filter((stage) => !auditStages.some((known) => known === stage))
    .map((stage) => `${at}: Invalid value: "${stage}": allowed stages are ${auditStages.join(',')}`);
}

interface GroupResources {
  readonly group: string;
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

function groupResourcesOf(fields: Fields): GroupResources {
  return {
    group: textAt(fields, 'group'),
    resources: textsAt(fields, 'resources'),
    resourceNames: textsAt(fields, 'resourceNames'),
  };
}

function matcherOf(rule: Fields): (attributes: AccessAttributes) => boolean {
  const [users, groups, verbs] = ['users', 'userGroups', 'verbs'].map((name) => textsAt(rule, name));
  const namespaces = textsAt(rule, 'namespaces');
  const resources = objectsAt(rule, 'resources').map(groupResourcesOf);
  const paths = textsAt(rule, 'nonResourceURLs');
  return (attributes) => {
    const { identity, verb, resource, path } = attributes;
    if (!fits(users, identity.user) || !fits(verbs, verb)) return false;
    if (groups !== undefined && groups.length > 0 && !groups.some((name) => identity.groups.includes(name)))
      return false;
    if (namespaces.length > 0 || resources.length > 0) {
      if (resource === undefined || !fits(namespaces, resource.namespace)) return false;
      return resources.length === 0 || resources.some((each) => coversResource(each, attributes));
    }
    if (paths.length === 0) return true;
    return resource === undefined && paths.some((pattern) => coversPath(pattern, path));
  };
}

/** An empty list is for all. */
function fits(names: readonly string[] | undefined, name: string): boolean {
  return names === undefined || names.length === 0 || names.includes(name);
}

function coversPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, ''));
}

function coversResource(rule: GroupResources, { resource }: AccessAttributes): boolean {
  if (resource === undefined || rule.group !== resource.group) return false;
  if (rule.resources.length === 0) return true;
  if (!fits(rule.resourceNames, resource.name)) return false;
  const whole = combinedName(resource);
  return rule.resources.some((named) => {
    if (named === '*' || named === whole) return true;
    if (resource.subresource !== '' && named === `*/${resource.subresource}`) return true;
    return named === `${resource.resource}/*`;
  });
}
