import type { Registry, ResourceEntry } from '../../registry/registry.ts';
import { apiVersionOf } from '../../registry/stored-object.ts';
import type { KubeObject } from '../../resource-definition.ts';
import { labelsOf, selectsLabels } from '../../validation/label-selectors.ts';
import type { Fields } from '../../fields.ts';
import type { AdmissionPolicy, ParamReference, PolicyBinding } from './admission-policy.ts';

/** Why a policy or its binding cannot be used. */
export class Misconfigured {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/**
 * The parameters with which a policy is judged, once with each; one that is undefined stands for a policy without parameters, and
 * none at all for a binding that says to let pass what has none.
 */
export function parametersOf(
  registry: Registry,
  { policy, binding }: { readonly policy: AdmissionPolicy; readonly binding: PolicyBinding },
  requestNamespace: string,
): readonly (KubeObject | undefined)[] | Misconfigured {
  const { paramKind } = policy;
  const { paramRef } = binding;
  if (paramKind === undefined || paramRef === undefined) return [undefined];
  const entry = entryOf(registry, paramKind);
  if (entry === undefined)
    return new Misconfigured(`paramKind kind \`${paramKind.apiVersion}, Kind=${paramKind.kind}\` not known`);
  const namespace = namespaceOf(entry, paramRef, requestNamespace);
  if (namespace instanceof Misconfigured) return namespace;
  const found =
    paramRef.name === '' ? select(entry, namespace, paramRef) : named(entry, namespace, paramRef.name);
  if (found.length === 0 && paramRef.notFoundAction === 'Deny')
    return new Misconfigured('no params found for policy binding with `Deny` parameterNotFoundAction');
  return found;
}

function entryOf(
  registry: Registry,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): ResourceEntry | undefined {
  const definition = registry
    .definitions()
    .find((candidate) => candidate.kind === kind && apiVersionOf(candidate) === apiVersion);
  return definition && registry.find(definition.group, definition.version, definition.plural);
}

function namespaceOf(
  { definition }: ResourceEntry,
  paramRef: ParamReference,
  requestNamespace: string,
): string | Misconfigured {
  if (!definition.namespaced) {
    return paramRef.namespace === ''
      ? ''
      : new Misconfigured('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const namespace = paramRef.namespace || requestNamespace;
  if (namespace !== '') return namespace;
  return new Misconfigured(
    'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
  );
}

function named({ store, definition }: ResourceEntry, namespace: string, name: string): readonly KubeObject[] {
  const stored = store.cache.objects.get(store.keyOf(namespace, name));
  return stored === undefined ? [] : [stored.view(definition).object];
}

function select(
  { store, definition }: ResourceEntry,
  namespace: string,
  { selector }: ParamReference,
): readonly KubeObject[] {
  const prefix = namespace === '' ? store.cache.prefix : `${store.cache.prefix}${namespace}/`;
  return [...store.cache.objects.range(prefix)]
    .map((stored) => stored.view(definition).object)
    .filter((object) => selectsLabels(selector, labelsOf(object.metadata as Fields | undefined)));
}
