import { equalJson, objectAt, textAt } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { KubeObject } from '../../resource-definition.ts';
import { invalid, type Refusal } from '../../status.ts';
import { labelsOf } from '../../validation/label-selectors.ts';
import type { AdmissionRequest } from '../admission-chain.ts';
import { breachesOf, reasonsText } from './checks.ts';
import { shapeOf } from './pod-template.ts';
import type { PodSecurityConfiguration } from './pod-security-configuration.ts';
import {
  asksNothing,
  compareLevels,
  isSamePolicy,
  isSameStandard,
  labelPrefix,
  modes,
  policyOf,
  standardText,
  type Policy,
  type Standard,
} from './standard.ts';

/** As many Pods as upstream looks at when a namespace becomes stricter. */
const mostPods = 3000;

/** Judges the labels of namespaces: whether they can be read, and whom a stricter standard would hit. */
export class NamespacePolicies {
  readonly #pods: () => ObjectStore;
  readonly #configuration: PodSecurityConfiguration;

  constructor(pods: () => ObjectStore, configuration: PodSecurityConfiguration) {
    this.#pods = pods;
    this.#configuration = configuration;
  }

  check(request: AdmissionRequest): Refusal | undefined {
    const { name, object, oldObject, operation, warnings } = request;
    const labels = labelsOf(objectAt(object, 'metadata'));
    const { policy, problems } = policyOf(labels, this.#configuration.defaults);
    const old = policyOf(labelsOf(objectAt(oldObject, 'metadata')), this.#configuration.defaults);
    // What was wrong before may stay.
    if (problems.length > 0 && (operation === 'CREATE' || !equalJson(problems, old.problems)))
      return invalid({ group: '', kind: 'Namespace' }, name, problems);
    if (operation === 'UPDATE' && !isStricter(policy.enforce, old.policy.enforce)) return undefined;
    if (this.#configuration.exemptions.namespaces.includes(name)) {
      warnings.push(...this.#exemptWarning(name, policy, labels));
      return undefined;
    }
    if (operation === 'UPDATE') warnings.push(...this.#podWarnings(name, policy.enforce));
    return undefined;
  }

  #exemptWarning(name: string, policy: Policy, labels: Readonly<Record<string, string>>): readonly string[] {
    if (asksNothing(policy) || isSamePolicy(policy, this.#configuration.defaults)) return [];
    const asked = modes.filter((mode) => {
      const label = labelPrefix + mode;
      const isSet = labels[label] !== undefined || labels[`${label}-version`] !== undefined;
      return policy[mode].level !== 'privileged' && isSet;
    });
    const text = asked.map((mode) => `${mode}=${standardText(policy[mode])}`).join(', ');
    return [`namespace "${name}" is exempt from Pod Security, and the policy (${text}) will be ignored`];
  }

  #podWarnings(namespace: string, enforce: Standard): readonly string[] {
    const pods = this.#podsOf(namespace);
    const checked = pods.slice(0, mostPods);
    const hit = new Map<string, { name: string; count: number }>();
    for (const pod of checked) {
      const breaches = breachesOf(shapeOf(pod), enforce);
      if (breaches.length === 0) continue;
      const name = pod.metadata?.name ?? '';
      const before = hit.get(reasonsText(breaches));
      const first = before === undefined || name < before.name ? name : before.name;
      hit.set(reasonsText(breaches), { name: first, count: (before?.count ?? 0) + 1 });
    }
    return [
      ...(checked.length < pods.length
        ? [
            `new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`,
          ]
        : []),
      ...(hit.size > 0
        ? [
            `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${standardText(enforce)}"`,
          ]
        : []),
      ...[...hit]
        .map(([reasons, { name, count }]) => `${name}${othersText(count - 1)}: ${reasons}`)
        .toSorted(),
    ];
  }

  /** One of each controller's Pods first, then the others, so that as many different ones as can be are looked at. */
  #podsOf(namespace: string): readonly KubeObject[] {
    const { cache } = this.#pods();
    const { runtimeClasses } = this.#configuration.exemptions;
    const seen = new Set<string>();
    const first: KubeObject[] = [];
    const more: KubeObject[] = [];
    for (const { object } of cache.objects.range(`${cache.prefix}${namespace}/`)) {
      if (runtimeClasses.includes(textAt(objectAt(object, 'spec'), 'runtimeClassName'))) continue;
      const uid = object.metadata?.ownerReferences?.find((owner) => owner.controller === true)?.uid;
      (uid !== undefined && seen.has(uid) ? more : first).push(object);
      if (uid !== undefined) seen.add(uid);
    }
    return [...first, ...more];
  }
}

function othersText(others: number): string {
  if (others === 0) return '';
  return ` (and ${others} other pod${others === 1 ? '' : 's'})`;
}

function isStricter(after: Standard, before: Standard): boolean {
  if (isSameStandard(after, before) || after.level === 'privileged') return false;
  return after.version !== before.version || compareLevels(after.level, before.level) > 0;
}
