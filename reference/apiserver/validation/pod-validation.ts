import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkAffinity } from './affinity-validation.ts';
import { checkContainers, checkHostNetwork, checkImageBlanks } from './container-validation.ts';
import { labelsProblems } from './metadata.ts';
import { qualifiedNameProblems, subdomainProblems } from './names.ts';
import { checkPodAnnotations } from './pod-annotations.ts';
import { goList, Problems } from './problems.ts';
import { checkResources } from './resource-validation.ts';
import { checkEnum, checkIp, checkName, checkNumberRange } from './scalars.ts';
import { checkPodSecurity } from './security-validation.ts';
import { checkSpread } from './spread-validation.ts';
import { checkTolerations } from './toleration-validation.ts';
import { checkVolumes } from './volume-validation.ts';
import { checkHostProcesses, checkOperatingSystem } from './windows-validation.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

export interface PodSpecPlace {
  readonly spec: Fields;
  /** The pod's name; undefined in templates, for which some rules wait until there is a pod. */
  readonly podName?: string;
}

/** A pod's spec, or a template's; `field` is where it stands. Causes come in upstream's order. */
export function checkPodSpec(problems: Problems, field: string, { spec, podName }: PodSpecPlace): void {
  const volumes = checkVolumes(problems, `${field}.volumes`, { spec, podName });
  checkContainers(problems, field, { spec, volumes });
  checkHostNetwork(problems, field, { spec, isPod: podName !== undefined });
  checkEnum(problems, `${field}.restartPolicy`, textAt(spec, 'restartPolicy'), restartPolicies);
  checkEnum(problems, `${field}.dnsPolicy`, textAt(spec, 'dnsPolicy'), dnsPolicies);
  labelsProblems(problems, spec, `${field}.nodeSelector`);
  const context = objectAt(spec, 'securityContext') ?? {};
  checkPodSecurity(problems, `${field}.securityContext`, { context, spec });
  const affinity = objectAt(spec, 'affinity');
  if (affinity !== undefined) checkAffinity(problems, `${field}.affinity`, affinity);
  checkDnsConfig(problems, `${field}.dnsConfig`, spec);
  checkGates(problems, field, spec);
  checkSpread(problems, `${field}.topologySpreadConstraints`, spec);
  checkHostProcesses(problems, field, spec);
  checkNames(problems, field, spec, ['serviceAccountName', 'nodeName']);
  const deadline = numberAt(spec, 'activeDeadlineSeconds');
  if (deadline !== undefined)
    checkNumberRange(problems, `${field}.activeDeadlineSeconds`, deadline, [1, 2_147_483_647]);
  checkNames(problems, field, spec, ['hostname', 'subdomain'], 'label');
  checkTolerations(problems, `${field}.tolerations`, spec);
  checkHostAliases(problems, `${field}.hostAliases`, spec);
  checkNames(problems, field, spec, ['priorityClassName']);
  const runtimeClass = valueAt(spec, 'runtimeClassName');
  if (typeof runtimeClass === 'string')
    checkName(problems, `${field}.runtimeClassName`, runtimeClass, 'subdomain');
  const preemption = valueAt(spec, 'preemptionPolicy');
  if (typeof preemption === 'string')
    checkEnum(problems, `${field}.preemptionPolicy`, preemption, ['PreemptLowerPriority', 'Never']);
  const overhead = objectAt(spec, 'overhead');
  // Upstream reads the overhead as limits and says so in its paths.
  if (overhead !== undefined) checkResources(problems, `${field}.overhead`, { limits: overhead });
  checkOperatingSystem(problems, field, spec);
}

function checkNames(
  problems: Problems,
  field: string,
  spec: Fields,
  names: readonly string[],
  rule: 'label' | 'subdomain' = 'subdomain',
): void {
  for (const name of names) {
    const value = textAt(spec, name);
    if (value !== '') checkName(problems, `${field}.${name}`, value, rule);
  }
}

const mostServers = 3;
const mostSearches = 32;
const longestSearchList = 2048;

function checkDnsConfig(problems: Problems, field: string, spec: Fields): void {
  const config = objectAt(spec, 'dnsConfig');
  const servers = textsAt(config, 'nameservers');
  if (textAt(spec, 'dnsPolicy') === 'None' && servers.length === 0) {
    if (config === undefined) problems.required(field, 'must provide `dnsConfig` when `dnsPolicy` is None');
    else
      problems.required(
        `${field}.nameservers`,
        'must provide at least one DNS nameserver when `dnsPolicy` is None',
      );
    return;
  }
  if (servers.length > mostServers)
    problems.invalid(
      `${field}.nameservers`,
      goList(servers),
      `must not have more than ${mostServers} nameservers`,
    );
  for (const [index, server] of servers.entries())
    checkIp(problems, `${field}.nameservers[${index}]`, server);
  const searches = textsAt(config, 'searches');
  if (searches.length > mostSearches)
    problems.invalid(
      `${field}.searches`,
      goList(searches),
      `must not have more than ${mostSearches} search paths`,
    );
  if (searches.join(' ').length > longestSearchList)
    problems.invalid(
      `${field}.searches`,
      goList(searches),
      `must not have more than ${longestSearchList} characters (including spaces) in the search list`,
    );
  for (const [index, search] of searches.entries())
    checkName(problems, `${field}.searches[${index}]`, search.replace(/\.$/, ''), 'subdomain');
  for (const [index, option] of objectsAt(config, 'options').entries())
    if (textAt(option, 'name') === '') problems.required(`${field}.options[${index}]`, 'must not be empty');
}

/** What others must say before a pod counts as ready, and before it is scheduled at all. */
function checkGates(problems: Problems, field: string, spec: Fields): void {
  for (const [index, gate] of objectsAt(spec, 'readinessGates').entries()) {
    const type = textAt(gate, 'conditionType');
    for (const text of qualifiedNameProblems(type))
      problems.invalid(`${field}.readinessGates[${index}].conditionType`, type, text);
  }
  const seen = new Set<string>();
  for (const [index, gate] of objectsAt(spec, 'schedulingGates').entries()) {
    const path = `${field}.schedulingGates[${index}]`;
    const name = textAt(gate, 'name');
    for (const text of qualifiedNameProblems(name)) problems.invalid(path, name, text);
    if (seen.has(name)) problems.duplicate(path, name);
    seen.add(name);
  }
}

function checkHostAliases(problems: Problems, field: string, spec: Fields): void {
  for (const [index, alias] of objectsAt(spec, 'hostAliases').entries()) {
    checkIp(problems, `${field}[${index}].ip`, textAt(alias, 'ip'));
    for (const [at, hostname] of textsAt(alias, 'hostnames').entries())
      for (const text of subdomainProblems(hostname, false))
        problems.invalid(`${field}[${index}].hostnames[${at}]`, hostname, text);
  }
}

/** What holds for a pod at all times. */
export function checkPod(problems: Problems, pod: KubeObject): void {
  const spec = objectAt(pod, 'spec') ?? {};
  const metadata = objectAt(pod, 'metadata') ?? {};
  checkPodAnnotations(problems, 'metadata.annotations', { metadata, spec });
  checkPodSpec(problems, 'spec', { spec, podName: textAt(metadata, 'name') });
  if (textAt(spec, 'serviceAccountName') === '') forbidTokens(problems, spec);
  for (const list of ['containers', 'initContainers'])
    for (const [index, container] of objectsAt(spec, list).entries())
      checkImageBlanks(problems, `spec.${list}[${index}]`, container);
}

/** A token needs an account that it is for. */
function forbidTokens(problems: Problems, spec: Fields): void {
  for (const [index, volume] of objectsAt(spec, 'volumes').entries())
    for (const [at, source] of objectsAt(objectAt(volume, 'projected'), 'sources').entries()) {
      if (objectAt(source, 'serviceAccountToken') === undefined) continue;
      const path = `spec.volumes[${index}].projected.sources[${at}].serviceAccountToken`;
      problems.forbidden(path, 'must not be specified when serviceAccountName is not set');
    }
}

export function validatePod(pod: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(pod, 'spec') ?? {};
  checkPod(problems, pod);
  if (objectsAt(spec, 'ephemeralContainers').length > 0)
    problems.forbidden('spec.ephemeralContainers', 'cannot be set on create');
  if (textAt(spec, 'nodeName') !== '' && objectsAt(spec, 'schedulingGates').length > 0)
    problems.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared');
  return problems.found;
}
