import { objectAt, objectsAt, textAt, type Fields } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { KubeObject } from '../../resource-definition.ts';
import { forbidden, internalError, type Refusal } from '../../status.ts';
import { labelsOf } from '../../validation/label-selectors.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-chain.ts';
import { findNamespace } from '../namespaces.ts';
import type { PodShape } from './breach.ts';
import { breachesOf, detailsText } from './checks.ts';
import { NamespacePolicies } from './namespace-policies.ts';
import type { PodSecurityConfiguration } from './pod-security-configuration.ts';
import { asksNothing, labelPrefix, policyOf, standardText, type Policy } from './standard.ts';
import { shapeOf, templateOf } from './pod-template.ts';

export interface PodSecurityParts {
  readonly namespaces: () => ObjectStore;
  readonly pods: () => ObjectStore;
  readonly configuration: PodSecurityConfiguration;
}

/**
 * Holds Pods to the Pod Security Standard that their namespace's labels name: refuses them, notes them for the audit log, or
 * warns. Whoever writes a workload is warned of the Pods that it would make, and never refused.
 */
export function podSecurity(parts: PodSecurityParts): AdmissionPlugin {
  const plugin = new PodSecurity(parts);
  return {
    name: 'PodSecurity',
    operations: ['CREATE', 'UPDATE'],
    validate: (request) => plugin.validate(request),
  };
}

/** What somebody does with a Pod that is there does not change it. */
const ignoredSubresources = [
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
];

class PodSecurity {
  readonly #parts: PodSecurityParts;
  readonly #policies: NamespacePolicies;

  constructor(parts: PodSecurityParts) {
    this.#parts = parts;
    this.#policies = new NamespacePolicies(parts.pods, parts.configuration);
  }

  validate(request: AdmissionRequest): Promise<Refusal | undefined> | Refusal | undefined {
    const { definition, subresource, kind } = request;
    const isCore = definition.group === '';
    if (isCore && definition.plural === 'namespaces')
      return subresource === '' ? this.#policies.check(request) : undefined;
    if (isCore && definition.plural === 'pods')
      return ignoredSubresources.includes(subresource) ? undefined : this.#checkPod(request);
    const template = subresource === '' ? templateOf(kind, request.object) : undefined;
    return template === undefined ? undefined : this.#warnOf(request, template);
  }

  async #checkPod(request: AdmissionRequest): Promise<Refusal | undefined> {
    if (this.#isExempt(request)) return undefined;
    const namespace = await findNamespace(this.#parts.namespaces(), request.namespace);
    if (namespace === undefined) {
      return internalError(`failed to lookup namespace ${JSON.stringify(request.namespace)}`);
    }
    const { policy, problems } = policyOf(labelsIn(namespace), this.#parts.configuration.defaults);
    if (problems.length === 0 && asksNothing(policy)) {
      annotate(request, 'enforce-policy', 'privileged:latest');
      return undefined;
    }
    if (request.operation === 'UPDATE' && !bringsNewImages(request)) return undefined;
    return this.#evaluate(request, shapeOf(request.object), { policy, problems });
  }

  async #warnOf(request: AdmissionRequest, template: PodShape): Promise<undefined> {
    if (this.#isExempt(request)) return undefined;
    const namespace = await findNamespace(this.#parts.namespaces(), request.namespace);
    if (namespace === undefined) return undefined;
    const { policy, problems } = policyOf(labelsIn(namespace), this.#parts.configuration.defaults);
    const isSilent = policy.warn.level === 'privileged' && policy.audit.level === 'privileged';
    if (problems.length === 0 && isSilent) return undefined;
    if (!this.#isExemptRuntime(request, template)) tell(request, template, policy);
    return undefined;
  }

  #evaluate(
    request: AdmissionRequest,
    pod: PodShape,
    { policy, problems }: ReturnType<typeof policyOf>,
  ): Refusal | undefined {
    if (this.#isExemptRuntime(request, pod)) return undefined;
    if (problems.length > 0) {
      const texts = problems.map(({ field, message }) => `${field}: ${message}`);
      const all = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
      annotate(request, 'error', `Failed to parse policy: ${all}`);
    }
    annotate(request, 'enforce-policy', standardText(policy.enforce));
    const breaches = breachesOf(pod, policy.enforce);
    if (breaches.length === 0) {
      tell(request, pod, policy);
      return undefined;
    }
    note(request, pod, policy);
    const why = `violates PodSecurity "${standardText(policy.enforce)}": ${detailsText(breaches)}`;
    return forbidden({ group: '', resource: 'pods' }, request.name, why);
  }

  #isExempt({ namespace, identity, annotations }: AdmissionRequest): boolean {
    const { exemptions } = this.#parts.configuration;
    const why = exemptions.namespaces.includes(namespace)
      ? 'namespace'
      : exemptions.usernames.includes(identity.user)
        ? 'user'
        : undefined;
    if (why !== undefined) annotations.set(`${labelPrefix}exempt`, why);
    return why !== undefined;
  }

  #isExemptRuntime(request: AdmissionRequest, { spec }: PodShape): boolean {
    const isExempt = this.#parts.configuration.exemptions.runtimeClasses.includes(
      textAt(spec, 'runtimeClassName'),
    );
    if (isExempt) annotate(request, 'exempt', 'runtimeClass');
    return isExempt;
  }
}

function labelsIn(namespace: KubeObject): Readonly<Record<string, string>> {
  return labelsOf({ ...namespace.metadata });
}

function annotate({ annotations }: AdmissionRequest, name: string, text: string): void {
  annotations.set(labelPrefix + name, text);
}

/** For the audit log. */
function note(request: AdmissionRequest, pod: PodShape, { audit }: Policy): void {
  const breaches = breachesOf(pod, audit);
  if (breaches.length === 0) return;
  const text = `would violate PodSecurity "${standardText(audit)}": ${detailsText(breaches)}`;
  annotate(request, 'audit-violations', text);
}

/** For the audit log and the writer. */
function tell(request: AdmissionRequest, pod: PodShape, policy: Policy): void {
  note(request, pod, policy);
  const breaches = breachesOf(pod, policy.warn);
  if (breaches.length === 0) return;
  request.warnings.push(`would violate PodSecurity "${standardText(policy.warn)}": ${detailsText(breaches)}`);
}

/** An update matters where it adds a container or changes an image: the rest of what the standards look at cannot change. */
function bringsNewImages({ object, oldObject }: AdmissionRequest): boolean {
  const [after, before] = [objectAt(object, 'spec'), objectAt(oldObject, 'spec')];
  for (const list of ['containers', 'initContainers']) {
    const old = objectsAt(before, list);
    const now = objectsAt(after, list);
    if (now.length !== old.length) return true;
    if (now.some((container, index) => imageOf(container) !== imageOf(old[index]))) return true;
  }
  const old = objectsAt(before, 'ephemeralContainers');
  return objectsAt(after, 'ephemeralContainers').some((container) => {
    const same = old.find((other) => textAt(other, 'name') === textAt(container, 'name'));
    return same === undefined || imageOf(same) !== imageOf(container);
  });
}

function imageOf(container: Fields | undefined): string {
  return textAt(container, 'image');
}
