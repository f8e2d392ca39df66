import type { Fields } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { Registry } from '../../registry/registry.ts';
import type { KubeObject, ResourceDefinition } from '../../resource-definition.ts';
import type { Refusal } from '../../status.ts';
import { notFound } from '../../status.ts';
import { isEmptySelector, labelsOf, selectsLabels } from '../../validation/label-selectors.ts';
import type { AdmissionRequest, GroupVersionKind } from '../admission-chain.ts';
import type { Rule } from './webhook-configuration.ts';

/** Which version of a resource a request is judged in. */
export interface MatchedResource {
  readonly definition: ResourceDefinition;
  readonly kind: GroupVersionKind;
}

/** What says of a webhook or a policy which requests it is about. */
export interface MatchTerms {
  readonly rules: readonly Rule[];
  /** Requests that are not meant although a rule matches. */
  readonly excluded?: readonly Rule[];
  readonly matchPolicy: string;
  readonly namespaceSelector: Fields | undefined;
  readonly objectSelector: Fields | undefined;
  /** Whether no rules at all mean every request; absent: none. */
  readonly meansAllWithoutRules?: boolean;
}

const configurationKinds: ReadonlySet<string> = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
]);

/** Webhooks and policies have no say in what they are themselves, or nobody could mend one that refuses everything. */
export function isExempt({ kind }: AdmissionRequest): boolean {
  return kind.group === 'admissionregistration.k8s.io' && configurationKinds.has(kind.kind);
}

/**
 * Finds out which requests are meant, as upstream does: the namespace's labels, the object's labels, then the rules, those of
 * other versions of the same resource last. Reads namespaces through the cache, and from the store what is missing there.
 */
export class RequestMatching {
  readonly #registry: Registry;
  readonly #namespaces: () => ObjectStore;

  constructor(registry: Registry, namespaces: () => ObjectStore) {
    this.#registry = registry;
    this.#namespaces = namespaces;
  }

  /** The resource to ask about; undefined: the request is none of its business. A refusal where the namespace is missing. */
  async match(terms: MatchTerms, request: AdmissionRequest): Promise<MatchedResource | Refusal | undefined> {
    const inNamespace = await this.#selectsNamespace(terms.namespaceSelector, request);
    if (inNamespace === false) return undefined;
    if (!selectsObject(terms.objectSelector, request)) return undefined;
    const matched = this.#byRules(terms, request);
    if (matched === undefined) return undefined;
    return inNamespace === true ? matched : inNamespace;
  }

  #byRules(terms: MatchTerms, request: AdmissionRequest): MatchedResource | undefined {
    const { definition } = request;
    if (this.#isExcluded(terms, request)) return undefined;
    if (terms.rules.length === 0 && terms.meansAllWithoutRules === true)
      return { definition, kind: request.kind };
    if (terms.rules.some((rule) => ruleMatches(rule, request, definition)))
      return { definition, kind: request.kind };
    if (terms.matchPolicy !== 'Equivalent') return undefined;
    const equivalents = this.#equivalents(definition);
    for (const rule of terms.rules) {
      const found = equivalents.find((equivalent) => ruleMatches(rule, request, equivalent));
      if (found !== undefined) return { definition: found, kind: kindFor(found, request) };
    }
    return undefined;
  }

  #isExcluded({ excluded = [], matchPolicy }: MatchTerms, request: AdmissionRequest): boolean {
    if (excluded.length === 0) return false;
    const { definition } = request;
    const others = matchPolicy === 'Equivalent' ? this.#equivalents(definition) : [];
    return excluded.some((rule) =>
      [definition, ...others].some((candidate) => ruleMatches(rule, request, candidate)),
    );
  }

  /** Other groups and versions in which the same objects are served. */
  #equivalents(definition: ResourceDefinition): readonly ResourceDefinition[] {
    return this.#registry
      .definitions()
      .filter((other) => other.storagePrefix === definition.storagePrefix && other !== definition)
      .filter(({ group, version }) => group !== definition.group || version !== definition.version);
  }

  async #selectsNamespace(
    selector: Fields | undefined,
    request: AdmissionRequest,
  ): Promise<boolean | Refusal> {
    const isNamespace = request.definition.plural === 'namespaces';
    if (request.namespace === '' && !isNamespace) return true;
    if (selector === undefined || isEmptySelector(selector)) return true;
    if (isNamespace && request.subresource === '' && isWrite(request)) {
      return selectsLabels(selector, labelsOf(request.object?.['metadata'] as Fields | undefined));
    }
    const namespace = await this.namespace(request.namespace);
    if (namespace === undefined) return notFound({ group: '', resource: 'namespaces' }, request.namespace);
    return selectsLabels(selector, namespace.metadata?.labels ?? {});
  }

  /** The namespace of this name, also where the cache does not know of it yet. */
  async namespace(name: string): Promise<KubeObject | undefined> {
    const store = this.#namespaces();
    const key = store.keyOf('', name);
    return (store.cache.objects.get(key) ?? (await store.read(key)))?.object;
  }
}

function isWrite({ operation }: AdmissionRequest): boolean {
  return operation === 'CREATE' || operation === 'UPDATE';
}

function kindFor(definition: ResourceDefinition, { subresource }: AdmissionRequest): GroupVersionKind {
  return definition.subresources.find(({ name }) => name === subresource)?.kind ?? definition;
}

function selectsObject(selector: Fields | undefined, { object, oldObject }: AdmissionRequest): boolean {
  if (selector === undefined || isEmptySelector(selector)) return true;
  return [object, oldObject].some(
    (one) => one !== undefined && selectsLabels(selector, labelsOf(one['metadata'] as Fields | undefined)),
  );
}

/** Whether the rule is about this operation on this resource. */
export function ruleMatches(rule: Rule, request: AdmissionRequest, definition: ResourceDefinition): boolean {
  return (
    scopeMatches(rule.scope, request, definition) &&
    isNamed(rule.operations, request.operation) &&
    isNamed(rule.apiGroups, definition.group) &&
    isNamed(rule.apiVersions, definition.version) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(request.name)) &&
    rule.resources.some((resource) => resourceMatches(resource, definition.plural, request.subresource))
  );
}

function isNamed(items: readonly string[], asked: string): boolean {
  return items.includes('*') || items.includes(asked);
}

function scopeMatches(scope: string, request: AdmissionRequest, definition: ResourceDefinition): boolean {
  if (scope === '*') return true;
  const isCluster =
    (definition.plural === 'namespaces' && definition.group === '') || request.namespace === '';
  return scope === 'Cluster' ? isCluster : scope === 'Namespaced' && !isCluster;
}

function resourceMatches(text: string, plural: string, subresource: string): boolean {
  const slash = text.indexOf('/');
  const resource = slash < 0 ? text : text.slice(0, slash);
  const part = slash < 0 ? '' : text.slice(slash + 1);
  return (resource === '*' || resource === plural) && (part === '*' || part === subresource);
}
