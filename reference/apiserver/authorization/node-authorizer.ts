import type { AccessAttributes, AccessedResource, Authorization, HeldRules } from './authorizer.ts';
import type { Identity } from '../message.ts';
import policy from './bootstrap-policy.json' with { type: 'json' };
import { nodeOf } from './node-identity.ts';
import type { NodeGraph, RelatedKind } from './node-graph.ts';
import { ruleAllows, rulesOf, type PolicyRule } from './policy-rule.ts';

/** One request of a node for a resource. */
interface NodeRequest {
  readonly node: string;
  readonly verb: string;
  readonly resource: AccessedResource;
}

/** What the node authorizer thinks of it; '' where it is not allowed and nothing is to say. */
type Opinion = 'allowed' | { readonly why: string };

const nothingToSay: Opinion = { why: '' };
const nodeRules: readonly PolicyRule[] = policy.clusterRoles
  .filter(({ name }) => name === 'system:node')
  .flatMap((role) => rulesOf(role));

/**
 * Lets kubelets do what they need for the pods on their node, and no more. What it cannot see, since the body is not part of a
 * request for rights, is left to the admission plugin NodeRestriction.
 */
export class NodeAuthorizer {
  readonly #graph: NodeGraph;

  constructor(graph: NodeGraph) {
    this.#graph = graph;
  }

  authorize(attributes: AccessAttributes): Authorization {
    const { identity, verb, resource } = attributes;
    const node = nodeOf(identity);
    if (node === undefined) return { allowed: false, why: '' };
    if (node === '') return { allowed: false, why: `unknown node for user ${JSON.stringify(identity.user)}` };
    const opinion = resource === undefined ? undefined : this.#opinionOn({ node, verb, resource });
    if (opinion !== undefined) {
      return opinion === 'allowed' ? { allowed: true, why: '' } : { allowed: false, why: opinion.why };
    }
    return { allowed: nodeRules.some((rule) => ruleAllows(rule, attributes)), why: '' };
  }

  rulesFor(identity: Identity): HeldRules {
    return nodeOf(identity) === undefined
      ? { rules: [], problem: '' }
      : { rules: [], isIncomplete: true, problem: 'node authorizer does not support user rule resolution' };
  }

  /** Undefined for what all nodes may alike. */
  #opinionOn(request: NodeRequest): Opinion | undefined {
    const { group, resource, subresource } = request.resource;
    switch (group === '' ? resource : `${resource}.${group}`) {
      case 'secrets':
        return this.#reading(request, 'secret');
      case 'configmaps':
        return this.#reading(request, 'configmap');
      case 'persistentvolumeclaims':
        return subresource === 'status'
          ? this.#updatingStatus(request, 'persistentvolumeclaim')
          : this.#getting(request, 'persistentvolumeclaim');
      case 'persistentvolumes':
        return this.#getting(request, 'persistentvolume');
      case 'resourceclaims.resource.k8s.io':
        return this.#getting(request, 'resourceclaim');
      case 'volumeattachments.storage.k8s.io':
        return this.#getting(request, 'volumeattachment');
      case 'serviceaccounts':
        return this.#creatingToken(request);
      case 'leases.coordination.k8s.io':
        return ofLease(request);
      case 'csinodes.storage.k8s.io':
        return ofCsiNode(request);
      case 'resourceslices.resource.k8s.io':
        return this.#ofSlice(request);
      case 'nodes':
        return ofNode(request);
      case 'pods':
        return this.#ofPod(request);
      default:
        return undefined;
    }
  }

  #related({ node, resource }: NodeRequest, kind: RelatedKind): Opinion {
    if (resource.name === '') return { why: 'No Object name found' };
    return this.#graph.isRelated(node, kind, resource)
      ? 'allowed'
      : { why: `no relationship found between node '${node}' and this object` };
  }

  #reading(request: NodeRequest, kind: RelatedKind): Opinion {
    const { verb, resource } = request;
    if (!['get', 'list', 'watch'].includes(verb)) return { why: 'can only read resources of this type' };
    if (resource.subresource !== '') return { why: 'cannot read subresource' };
    if (resource.namespace === '') return { why: 'can only read namespaced object of this type' };
    return this.#related(request, kind);
  }

  #getting(request: NodeRequest, kind: RelatedKind): Opinion {
    if (request.verb !== 'get') return { why: 'can only get individual resources of this type' };
    if (request.resource.subresource !== '') return { why: 'cannot get subresource' };
    return this.#related(request, kind);
  }

  #updatingStatus(request: NodeRequest, kind: RelatedKind): Opinion {
    return ['update', 'patch'].includes(request.verb)
      ? this.#related(request, kind)
      : { why: 'can only get/update/patch this type' };
  }

  #creatingToken(request: NodeRequest): Opinion {
    const { verb, resource } = request;
    if (verb !== 'create' || resource.name === '') {
      return { why: 'can only create tokens for individual service accounts' };
    }
    if (resource.subresource !== 'token') {
      return { why: 'can only create token subresource of serviceaccount' };
    }
    return this.#related(request, 'serviceaccount');
  }

  #ofSlice(request: NodeRequest): Opinion {
    if (request.resource.subresource !== '') return { why: 'cannot authorize ResourceSlice subresources' };
    switch (request.verb) {
      case 'create':
        return 'allowed';
      case 'get':
      case 'update':
      case 'patch':
      case 'delete':
        return this.#related(request, 'resourceslice');
      case 'watch':
      case 'list':
      case 'deletecollection':
        if (selectsOwn(request, 'spec.nodeName')) return 'allowed';
        return { why: 'can only list/watch/deletecollection resourceslices with nodeName field selector' };
      default:
        return {
          why:
            'only the following verbs are allowed for a ResourceSlice: ' +
            'get, watch, list, create, update, patch, delete, deletecollection',
        };
    }
  }

  #ofPod(request: NodeRequest): Opinion {
    const { verb, resource } = request;
    switch (`${verb} ${resource.subresource}`.trim()) {
      case 'get':
        return this.#related(request, 'pod');
      case 'list':
      case 'watch':
        if (selectsOwn(request, 'spec.nodeName')) return 'allowed';
        if (resource.name !== '') return this.#related(request, 'pod');
        return { why: 'can only list/watch pods with spec.nodeName field selector' };
      case 'create':
      case 'delete':
      case 'update status':
      case 'patch status':
      case 'create eviction':
        return 'allowed';
      default:
        return nothingToSay;
    }
  }
}

function selectsOwn({ node, resource }: NodeRequest, field: string): boolean {
  return (resource.fieldSelector ?? []).some(
    (wanted) => wanted.field === field && wanted.operator === '=' && wanted.value === node,
  );
}

const leaseVerbs = ['get', 'create', 'update', 'patch', 'delete'];
const leaseNamespace = 'kube-node-lease';

function ofLease({ node, verb, resource }: NodeRequest): Opinion {
  if (!leaseVerbs.includes(verb)) {
    return { why: 'can only get, create, update, patch, or delete a node lease' };
  }
  if (resource.namespace !== leaseNamespace) {
    return { why: `can only access leases in the "${leaseNamespace}" system namespace` };
  }
  if (verb !== 'create' && resource.name !== node) {
    return { why: 'can only access node lease with the same name as the requesting node' };
  }
  return 'allowed';
}

function ofCsiNode({ node, verb, resource }: NodeRequest): Opinion {
  if (!leaseVerbs.includes(verb)) return { why: 'can only get, create, update, patch, or delete a CSINode' };
  if (resource.subresource !== '') return { why: 'cannot authorize CSINode subresources' };
  if (verb !== 'create' && resource.name !== node) {
    return { why: 'can only access CSINode with the same name as the requesting node' };
  }
  return 'allowed';
}

/** Which node it writes to is seen by NodeRestriction. */
function ofNode({ node, verb, resource }: NodeRequest): Opinion {
  const { subresource, name } = resource;
  if (subresource === 'status') return ['update', 'patch'].includes(verb) ? 'allowed' : nothingToSay;
  if (subresource !== '') return nothingToSay;
  if (['create', 'update', 'patch'].includes(verb)) return 'allowed';
  if (!['get', 'list', 'watch'].includes(verb)) return nothingToSay;
  if (name === node) return 'allowed';
  if (name === '') return { why: `node '${node}' cannot read all nodes, only its own Node object` };
  return { why: `node '${node}' cannot read '${name}', only its own Node object` };
}
