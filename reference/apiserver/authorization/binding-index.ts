import { objectAt, objectsAt, textAt } from '../fields.ts';
import type { Identity } from '../message.ts';
import type { KubeObject } from '../resource-definition.ts';
import type { StoredObject } from '../registry/stored-object.ts';
import type { ResourceCache } from '../watch-cache/resource-cache.ts';

/** Which role a binding gives, and where. */
export interface RoleReference {
  readonly kind: string;
  readonly name: string;
  /** Of the binding; '' where it holds in the whole cluster. */
  readonly namespace: string;
}

/** A role, and why it is given. */
export interface GivenRole extends RoleReference {
  /** `RoleBinding "readers/dev" of Role "reader" to User "alice"`. */
  readonly reason: string;
}

/**
 * The bindings of a cache by whom they speak of, so that a request costs what concerns its user, however many bindings
 * there are. It follows the cache.
 */
export class BindingIndex {
  readonly #roles = new Map<string, Map<string, GivenRole>>();

  constructor(cache: ResourceCache) {
    for (const stored of cache.objects.range(cache.prefix)) this.#add(stored);
    cache.follow(({ stored, previous }) => {
      if (previous !== undefined) this.#remove(previous);
      if (stored !== undefined) this.#add(stored);
    });
  }

  /** What bindings of the namespace ('': of the whole cluster) give to the user, each once. */
  rolesOf({ user, groups }: Identity, namespace: string): Iterable<GivenRole> {
    const found = new Map(this.#roles.get(keyOf(namespace, 'User', user)));
    for (const group of groups) {
      for (const [key, role] of this.#roles.get(keyOf(namespace, 'Group', group)) ?? []) found.set(key, role);
    }
    return found.values();
  }

  #add({ key, object }: StoredObject): void {
    const namespace = object.metadata?.namespace ?? '';
    const given = objectAt(object, 'roleRef');
    const role = { kind: textAt(given, 'kind'), name: textAt(given, 'name'), namespace };
    for (const subject of subjectsOf(object, namespace)) {
      const roles = this.#roles.get(subject.key) ?? new Map<string, GivenRole>();
      if (!roles.has(key)) roles.set(key, { ...role, reason: reasonOf(object, role, subject.told) });
      this.#roles.set(subject.key, roles);
    }
  }

  #remove({ key, object }: StoredObject): void {
    for (const subject of subjectsOf(object, object.metadata?.namespace ?? '')) {
      const roles = this.#roles.get(subject.key);
      roles?.delete(key);
      if (roles?.size === 0) this.#roles.delete(subject.key);
    }
  }
}

interface IndexedSubject {
  readonly key: string;
  readonly told: string;
}

function subjectsOf(binding: KubeObject, namespace: string): readonly IndexedSubject[] {
  return objectsAt(binding, 'subjects').flatMap((subject) => {
    const kind = textAt(subject, 'kind');
    const name = textAt(subject, 'name');
    if (kind === 'User' || kind === 'Group') {
      return [{ key: keyOf(namespace, kind, name), told: `${kind} ${JSON.stringify(name)}` }];
    }
    const home = textAt(subject, 'namespace') || namespace;
    if (kind !== 'ServiceAccount' || home === '') return [];
    const user = `system:serviceaccount:${home}:${name}`;
    return [{ key: keyOf(namespace, 'User', user), told: `${kind} "${name}/${home}"` }];
  });
}

function reasonOf({ metadata }: KubeObject, role: RoleReference, subject: string): string {
  const { kind, name, namespace } = role;
  const binding = metadata?.name ?? '';
  const told = namespace === '' ? `ClusterRoleBinding "${binding}"` : `RoleBinding "${binding}/${namespace}"`;
  return `${told} of ${kind} "${name}" to ${subject}`;
}

/** No namespace has a slash in its name. */
function keyOf(namespace: string, kind: 'User' | 'Group', name: string): string {
  return `${namespace}/${kind}/${name}`;
}
