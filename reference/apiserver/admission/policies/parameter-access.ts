import type { AccessedResource, Authorizer } from '../../authorization/authorizer.ts';
import { privilegedGroup } from '../../authorization/privileged.ts';
import { equalJson, objectAt, textAt, type Fields } from '../../fields.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import type { Registry } from '../../registry/registry.ts';
import { apiVersionOf } from '../../registry/stored-object.ts';
import { invalid, type Refusal } from '../../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-chain.ts';

export interface ParameterAccessParts {
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  readonly policies: () => ObjectStore;
}

/**
 * Whoever lets a policy read parameters must be allowed to read them himself, or its messages would tell him what they are. Part of
 * the validation of policies and bindings rather than a plugin of its own: it cannot be switched off.
 */
export function parameterAccess(parts: ParameterAccessParts): AdmissionPlugin {
  return {
    name: 'PolicyParameterAccess',
    operations: ['CREATE', 'UPDATE'],
    validate: (request) => {
      const { group, plural } = request.definition;
      if (group !== 'admissionregistration.k8s.io' || request.subresource !== '') return undefined;
      if (request.identity.groups.includes(privilegedGroup)) return undefined;
      if (plural === 'validatingadmissionpolicies') return ofPolicy(parts, request);
      return plural === 'validatingadmissionpolicybindings' ? ofBinding(parts, request) : undefined;
    },
  };
}

async function ofPolicy(
  parts: ParameterAccessParts,
  request: AdmissionRequest,
): Promise<Refusal | undefined> {
  const paramKind = objectAt(objectAt(request.object, 'spec'), 'paramKind');
  const before = objectAt(objectAt(request.oldObject, 'spec'), 'paramKind');
  if (paramKind === undefined || equalJson(paramKind, before)) return undefined;
  const resource = { ...resourceOf(parts.registry, paramKind), name: '*', namespace: '*' };
  if (await may(parts, request, 'get', resource)) return undefined;
  return refuse(
    request,
    'spec.paramKind',
    `must have "get" permission on all objects of the referenced paramKind`,
  );
}

async function ofBinding(
  parts: ParameterAccessParts,
  request: AdmissionRequest,
): Promise<Refusal | undefined> {
  const spec = objectAt(request.object, 'spec');
  const before = objectAt(request.oldObject, 'spec');
  const paramRef = objectAt(spec, 'paramRef');
  const isKnown = textAt(spec, 'policyName') === textAt(before, 'policyName');
  if (paramRef === undefined || (isKnown && equalJson(paramRef, objectAt(before, 'paramRef'))))
    return undefined;
  const store = parts.policies();
  const policy = store.cache.objects.get(store.keyOf('', textAt(spec, 'policyName')))?.object;
  const paramKind = objectAt(objectAt(policy, 'spec'), 'paramKind');
  const name = textAt(paramRef, 'name');
  const resource = {
    ...resourceOf(parts.registry, paramKind),
    name,
    namespace: textAt(paramRef, 'namespace'),
  };
  const verb = name === '' ? 'list' : 'get';
  if (await may(parts, request, verb, resource)) return undefined;
  return refuse(
    request,
    'spec.paramRef',
    `does not have "${verb}" permission on the object referenced by paramRef`,
  );
}

/** What cannot be found out must be allowed for everything. */
function resourceOf(
  registry: Registry,
  paramKind: Readonly<Fields> | undefined,
): Pick<AccessedResource, 'group' | 'version' | 'resource' | 'subresource'> {
  const apiVersion = textAt(paramKind, 'apiVersion');
  const found = registry
    .definitions()
    .find(
      (definition) =>
        definition.kind === textAt(paramKind, 'kind') && apiVersionOf(definition) === apiVersion,
    );
  if (paramKind === undefined) return { group: '*', version: '*', resource: '*', subresource: '' };
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return { group, version, resource: found?.plural ?? '*', subresource: '' };
}

async function may(
  { authorizer }: ParameterAccessParts,
  { identity }: AdmissionRequest,
  verb: string,
  resource: AccessedResource,
): Promise<boolean> {
  return (await authorizer({ identity, verb, path: '', resource })).allowed;
}

function refuse({ definition, name, identity }: AdmissionRequest, field: string, why: string): Refusal {
  const message = `Forbidden: user ${identity.user} ${why}`;
  return invalid(definition, name, [{ field, reason: 'FieldValueForbidden', message }]);
}
