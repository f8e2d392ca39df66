import type { AccessAttributes, Authorizer } from '../authorization/authorizer.ts';
import { booleanAt, equalJson, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { Registry } from '../registry/registry.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import type { Refusal } from '../status.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';

/**
 * Owners decide when an object goes: who changes them must be allowed to delete it. And whoever lets an object hold up the end of
 * its owner must be allowed to set that owner's finalizers.
 */
export function ownerReferencesPermissionEnforcement(
  registry: Registry,
  authorizer: Authorizer,
): AdmissionPlugin {
  const enforcement = new OwnerReferences(registry, authorizer);
  return {
    name: 'OwnerReferencesPermissionEnforcement',
    operations: ['CREATE', 'UPDATE'],
    validate: (request) => enforcement.refusalOf(request),
  };
}

class OwnerReferences {
  readonly #registry: Registry;
  readonly #authorizer: Authorizer;

  constructor(registry: Registry, authorizer: Authorizer) {
    this.#registry = registry;
    this.#authorizer = authorizer;
  }

  async refusalOf(request: AdmissionRequest): Promise<Refusal | undefined> {
    const { definition, subresource, operation } = request;
    // Kubelets of old send owners along that are wrong; the status never changes them.
    if (definition.group === '' && definition.plural === 'pods' && subresource === 'status') return undefined;
    if (!changesOwners(request)) return undefined;
    // Who creates might as well not have: owners of his own object are his to choose.
    const refused = operation === 'CREATE' ? undefined : await this.#mustDelete(request);
    return refused ?? this.#mustFinalize(request);
  }

  async #mustDelete(request: AdmissionRequest): Promise<Refusal | undefined> {
    const { definition, subresource, namespace, name } = request;
    const { group, version, plural: resource } = definition;
    const asked = { group, version, resource, subresource, namespace, name };
    const { allowed, why } = await this.#authorizer(attributes(request, 'delete', asked));
    return allowed
      ? undefined
      : notAdmitted(request, `cannot set an ownerRef on a resource you can't delete: ${why}, <nil>`);
  }

  async #mustFinalize(request: AdmissionRequest): Promise<Refusal | undefined> {
    const blocking = newlyBlocking(request);
    if (blocking.length === 0 || (await this.#mayFinalizeAll(request))) return undefined;
    for (const owner of blocking) {
      const definitions = this.#definitionsOf(owner);
      const kind = textAt(owner, 'kind');
      const apiVersion = textAt(owner, 'apiVersion');
      if (definitions.length === 0) {
        const why = `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`;
        return notAdmitted(
          request,
          `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${apiVersion} Kind ${kind}: ${why}`,
        );
      }
      for (const definition of definitions) {
        const refused = await this.#mayFinalize(request, owner, definition);
        if (refused !== undefined) return refused;
      }
    }
    return undefined;
  }

  async #mayFinalizeAll(request: AdmissionRequest): Promise<boolean> {
    const asked = {
      group: '*',
      version: '*',
      resource: '*',
      subresource: 'finalizers',
      namespace: '',
      name: '*',
    };
    return (await this.#authorizer(attributes(request, 'update', asked))).allowed;
  }

  async #mayFinalize(
    request: AdmissionRequest,
    owner: Fields,
    { group, version, plural: resource, namespaced }: ResourceDefinition,
  ): Promise<Refusal | undefined> {
    const asked = {
      group,
      version,
      resource,
      subresource: 'finalizers',
      namespace: namespaced ? request.namespace : '',
      name: textAt(owner, 'name'),
    };
    const { allowed, why } = await this.#authorizer(attributes(request, 'update', asked));
    const where =
      "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on";
    return allowed ? undefined : notAdmitted(request, `${where}: ${why}, <nil>`);
  }

  #definitionsOf(owner: Fields): readonly ResourceDefinition[] {
    const apiVersion = textAt(owner, 'apiVersion');
    const [version = '', group = ''] = apiVersion.split('/').toReversed();
    return this.#registry
      .definitions()
      .filter(
        (definition) =>
          definition.kind === textAt(owner, 'kind') &&
          definition.group === group &&
          definition.version === version,
      );
  }
}

function attributes(
  { identity }: AdmissionRequest,
  verb: string,
  resource: NonNullable<AccessAttributes['resource']>,
): AccessAttributes {
  return { identity, verb, resource, path: '' };
}

function ownersOf(object: Readonly<Fields> | undefined): readonly Fields[] {
  return objectsAt(objectAt(object, 'metadata'), 'ownerReferences');
}

function changesOwners({ object, oldObject }: AdmissionRequest): boolean {
  if (object !== undefined && objectAt(object, 'metadata') === undefined) return false;
  return !equalJson(ownersOf(object), ownersOf(oldObject));
}

/** Owners that are new, or that the object did not hold up before. */
function newlyBlocking({ object, oldObject }: AdmissionRequest): readonly Fields[] {
  const before = ownersOf(oldObject).filter(isBlocking);
  return ownersOf(object).filter(
    (owner) => isBlocking(owner) && !before.some((old) => textAt(old, 'uid') === textAt(owner, 'uid')),
  );
}

function isBlocking(owner: Fields): boolean {
  return booleanAt(owner, 'blockOwnerDeletion') === true;
}
