import {
  cloneJson,
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  type Fields,
} from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkContainers } from './container-validation.ts';
import { qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkPlacement, checkSecurityContext } from './scheduling-validation.ts';
import { checkEnum, checkName, isIp, notAnIp } from './scalars.ts';
import { checkVolumes } from './volume-validation.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** A pod's spec, or a template's; `field` is where it stands. */
export function checkPodSpec(problems: Problems, field: string, spec: Fields): void {
  const volumes = checkVolumes(problems, `${field}.volumes`, spec);
  checkContainers(problems, field, { spec, volumes });
  checkEnum(problems, `${field}.restartPolicy`, textAt(spec, 'restartPolicy'), restartPolicies);
  checkEnum(problems, `${field}.dnsPolicy`, textAt(spec, 'dnsPolicy'), dnsPolicies);
  checkDnsConfig(problems, field, spec);
  const deadline = numberAt(spec, 'activeDeadlineSeconds');
  if (deadline !== undefined && (deadline < 1 || deadline > 2_147_483_647)) {
    problems.invalid(
      `${field}.activeDeadlineSeconds`,
      deadline,
      'must be between 1 and 2147483647, inclusive',
    );
  }
  checkNames(problems, field, spec);
  for (const [key, value] of Object.entries(objectAt(spec, 'nodeSelector') ?? {})) {
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.nodeSelector`, key, text);
    if (typeof value !== 'string') problems.invalid(`${field}.nodeSelector`, value, 'must be a string');
  }
  checkTolerations(problems, `${field}.tolerations`, spec);
  checkHostAliases(problems, field, spec);
  checkHostNamespaces(problems, field, spec);
  checkPlacement(problems, field, spec);
  checkSecurityContext(problems, `${field}.securityContext`, objectAt(spec, 'securityContext'));
}

function checkNames(problems: Problems, field: string, spec: Fields): void {
  const names = [
    ['serviceAccountName', 'subdomain'],
    ['nodeName', 'subdomain'],
    ['schedulerName', 'subdomain'],
    ['hostname', 'label'],
    ['subdomain', 'label'],
    ['priorityClassName', 'subdomain'],
    ['runtimeClassName', 'subdomain'],
  ] as const;
  for (const [name, rule] of names) {
    const value = textAt(spec, name);
    if (value !== '') checkName(problems, `${field}.${name}`, value, rule);
  }
}

function checkDnsConfig(problems: Problems, field: string, spec: Fields): void {
  const config = objectAt(spec, 'dnsConfig');
  const servers = textsAt(config, 'nameservers');
  if (textAt(spec, 'dnsPolicy') === 'None') {
    if (config === undefined) {
      problems.required(`${field}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None');
    } else if (servers.length === 0) {
      problems.required(
        `${field}.dnsConfig.nameservers`,
        'must provide at least one DNS nameserver when `dnsPolicy` is None',
      );
    }
  }
  if (servers.length > 3) {
    problems.invalid(`${field}.dnsConfig.nameservers`, servers, 'must not have more than 3 nameservers');
  }
  for (const [index, server] of servers.entries()) {
    if (!isIp(server)) problems.invalid(`${field}.dnsConfig.nameservers[${index}]`, server, notAnIp);
  }
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function checkTolerations(problems: Problems, field: string, spec: Fields): void {
  for (const [index, toleration] of objectsAt(spec, 'tolerations').entries()) {
    const path = `${field}[${index}]`;
    const key = textAt(toleration, 'key');
    const operator = textAt(toleration, 'operator');
    const effect = textAt(toleration, 'effect');
    if (key !== '') for (const text of qualifiedNameProblems(key)) problems.invalid(`${path}.key`, key, text);
    if (key === '' && operator !== 'Exists') {
      problems.invalid(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      );
    }
    if (numberAt(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute') {
      problems.invalid(
        `${path}.effect`,
        effect,
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      );
    }
    if (operator === 'Exists' && textAt(toleration, 'value') !== '') {
      problems.invalid(
        `${path}.operator`,
        textAt(toleration, 'value'),
        "value must be empty when `operator` is 'Exists'",
      );
    } else if (!['', 'Equal', 'Exists'].includes(operator)) {
      problems.notSupported(`${path}.operator`, operator, ['Equal', 'Exists']);
    }
    if (effect !== '' && !effects.includes(effect)) problems.notSupported(`${path}.effect`, effect, effects);
  }
}

function checkHostAliases(problems: Problems, field: string, spec: Fields): void {
  for (const [index, alias] of objectsAt(spec, 'hostAliases').entries()) {
    const ip = textAt(alias, 'ip');
    if (!isIp(ip)) problems.invalid(`${field}.hostAliases[${index}].ip`, ip, notAnIp);
    for (const hostname of textsAt(alias, 'hostnames')) {
      checkName(problems, `${field}.hostAliases[${index}].hostnames`, hostname, 'subdomain');
    }
  }
}

function checkHostNamespaces(problems: Problems, field: string, spec: Fields): void {
  if (spec['hostPID'] === true && spec['shareProcessNamespace'] === true) {
    problems.invalid(
      `${field}.shareProcessNamespace`,
      true,
      'ShareProcessNamespace and HostPID cannot both be enabled',
    );
  }
}

/** What is odd about a pod although it is accepted. */
export function podWarnings(pod: KubeObject): readonly string[] {
  const secrets = objectsAt(objectAt(pod, 'spec'), 'imagePullSecrets');
  return secrets.flatMap((secret, index) => {
    const empty = textAt(secret, 'name') === '';
    return empty ? [`spec.imagePullSecrets[${index}].name: invalid empty name ""`] : [];
  });
}

export function validatePod(pod: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(pod, 'spec') ?? {};
  checkPodSpec(problems, 'spec', spec);
  if (objectsAt(spec, 'ephemeralContainers').length > 0) {
    problems.forbidden('spec.ephemeralContainers', 'cannot be set on create');
  }
  return problems.found;
}

const updateRule =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** A running pod is what it is: only images, the deadline, added tolerations and scheduling gates may change. */
export function validatePodUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  for (const list of ['containers', 'initContainers']) checkContainerCount(problems, list, { old, next });
  if (problems.size > 0) return problems.found;
  checkDeadline(problems, old, next);
  checkAddedTolerations(problems, old, next);
  const adjusted = withChangeableFields(old, next);
  if (!equalJson(adjusted, next)) problems.forbidden('spec', updateRule);
  if (problems.size === 0) checkPodSpec(problems, 'spec', next);
  return problems.found;
}

function checkContainerCount(problems: Problems, list: string, specs: { old: Fields; next: Fields }): void {
  if (objectsAt(specs.old, list).length === objectsAt(specs.next, list).length) return;
  problems.forbidden(`spec.${list}`, 'pod updates may not add or remove containers');
}

function checkDeadline(problems: Problems, old: Fields, next: Fields): void {
  const field = 'spec.activeDeadlineSeconds';
  const before = numberAt(old, 'activeDeadlineSeconds');
  const after = numberAt(next, 'activeDeadlineSeconds');
  if (before === undefined) return;
  if (after === undefined)
    problems.invalid(field, null, 'must not update from a positive integer to nil value');
  else if (after > before) problems.invalid(field, after, 'must be less than or equal to previous value');
}

function checkAddedTolerations(problems: Problems, old: Fields, next: Fields): void {
  const kept = objectsAt(next, 'tolerations');
  const missing = objectsAt(old, 'tolerations').some(
    (toleration) =>
      !kept.some((entry) =>
        equalJson({ ...entry, tolerationSeconds: 0 }, { ...toleration, tolerationSeconds: 0 }),
      ),
  );
  if (missing)
    problems.forbidden(
      'spec.tolerations',
      'existing toleration can not be modified except its tolerationSeconds',
    );
}

/** The old spec with everything taken over that an update may change. */
function withChangeableFields(old: Fields, next: Fields): Fields {
  const adjusted = cloneJson(old);
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    const images = objectsAt(next, list).map((container) => container['image']);
    for (const [index, container] of objectsAt(adjusted, list).entries()) container['image'] = images[index];
  }
  const gated = objectsAt(old, 'schedulingGates').length > 0;
  const names = ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds', 'schedulingGates'];
  if (gated) names.push('nodeSelector', 'affinity');
  for (const name of names) {
    if (name === 'terminationGracePeriodSeconds' && (numberAt(old, name) ?? 0) >= 0) continue;
    if (next[name] === undefined) Reflect.deleteProperty(adjusted, name);
    else adjusted[name] = next[name];
  }
  return adjusted;
}

export function validatePodStatusUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const oldName = textAt(objectAt(before, 'status'), 'nominatedNodeName');
  const name = textAt(objectAt(after, 'status'), 'nominatedNodeName');
  if (name !== '' && name !== oldName) checkName(problems, 'status.nominatedNodeName', name, 'subdomain');
  return problems.found;
}
