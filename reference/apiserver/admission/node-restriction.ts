import { nodeOf } from '../authorization/node-identity.ts';
import { equalJson, objectAt, objectsAt, textAt, valueAt, without, type Fields } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { notFound, Refusal } from '../status.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { requestedName } from './certificate-request.ts';
import { forbiddenLabels } from './node-labels.ts';
import { whyNoMirrorPod } from './node-mirror-pods.ts';

/** Whose objects it looks at. */
export interface NodeRestrictionStores {
  readonly pods: () => ObjectStore;
  readonly nodes: () => ObjectStore;
}

/** What is wrong with it; undefined: nothing. */
type Verdict = string | Refusal | undefined;

interface NodeWrite {
  readonly request: AdmissionRequest;
  readonly node: string;
  readonly stores: NodeRestrictionStores;
}

type Check = (write: NodeWrite) => Verdict | Promise<Verdict>;

/**
 * Keeps kubelets from writing what is not theirs: the node authorizer lets them write nodes and pods, and cannot see which. Asks
 * nothing of others.
 */
export function nodeRestriction(stores: NodeRestrictionStores): AdmissionPlugin {
  return {
    name: 'NodeRestriction',
    operations: ['CREATE', 'UPDATE', 'DELETE'],
    mutate: async (request) => {
      const node = nodeOf(request.identity);
      if (node === undefined) return undefined;
      const verdict =
        node === ''
          ? `could not determine node from user ${JSON.stringify(request.identity.user)}`
          : await checkFor(request)?.({ request, node, stores });
      return typeof verdict === 'string' ? notAdmitted(request, verdict) : verdict;
    },
  };
}

const checks: Readonly<Record<string, Check | undefined>> = {
  pods: ofPod,
  nodes: ofNode,
  persistentvolumeclaims: ofClaim,
  serviceaccounts: ofServiceAccount,
  'leases.coordination.k8s.io': ofLease,
  'csinodes.storage.k8s.io': ofCsiNode,
  'resourceslices.resource.k8s.io': ofResourceSlice,
  'certificatesigningrequests.certificates.k8s.io': ofSigningRequest,
};

function checkFor({ definition: { group, plural } }: AdmissionRequest): Check | undefined {
  return checks[group === '' ? plural : `${plural}.${group}`];
}

function ofPod(write: NodeWrite): Verdict {
  const { request, node } = write;
  switch (request.subresource) {
    case '':
      return ofWholePod(write);
    case 'status':
      return ofPodStatus(write);
    case 'eviction': {
      if (request.operation !== 'CREATE') return `unexpected operation ${request.operation}`;
      const pod = podNamed(write, request.name || textAt(objectAt(request.object, 'metadata'), 'name'));
      if (pod instanceof Refusal) return pod;
      return nodeNameOf(pod) === node
        ? undefined
        : `node ${node} can only evict pods with spec.nodeName set to itself`;
    }
    default:
      return `unexpected pod subresource ${JSON.stringify(request.subresource)}, only 'status' and 'eviction' are allowed`;
  }
}

function ofWholePod(write: NodeWrite): Verdict {
  const { request, node, stores } = write;
  if (request.operation === 'CREATE') {
    return whyNoMirrorPod(
      request.object ?? {},
      node,
      () => existing(stores.nodes(), '', node)?.metadata?.uid,
    );
  }
  if (request.operation !== 'DELETE') {
    return `unexpected operation ${JSON.stringify(request.operation)}, node "${node}" can only create and delete mirror pods`;
  }
  const pod = podNamed(write, request.name);
  if (pod instanceof Refusal) return pod;
  return nodeNameOf(pod) === node
    ? undefined
    : `node "${node}" can only delete pods with spec.nodeName set to itself`;
}

function ofPodStatus({ request, node }: NodeWrite): Verdict {
  const { operation, object = {}, oldObject = {} } = request;
  if (operation !== 'UPDATE') return `unexpected operation ${JSON.stringify(operation)}`;
  if (nodeNameOf(oldObject) !== node) {
    return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
  }
  if (!equalJson(labelsOf(oldObject), labelsOf(object))) {
    return `node "${node}" cannot update labels through pod status`;
  }
  if (!equalJson(claimStatusesOf(oldObject), claimStatusesOf(object))) {
    return `node "${node}" cannot update resource claim statues`;
  }
  return undefined;
}

function ofNode({ request, node }: NodeWrite): Verdict {
  const { operation, name, object = {}, oldObject = {} } = request;
  if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`;
  const configSource = valueAt(objectAt(object, 'spec'), 'configSource');
  if (operation === 'CREATE') {
    if (configSource !== undefined && configSource !== null) {
      return `node "${node}" is not allowed to create pods with a non-nil configSource`;
    }
    const wrong = forbiddenLabels(labelsOf(object), {});
    return wrong.length === 0
      ? undefined
      : `node "${node}" is not allowed to set the following labels: ${wrong.join(', ')}`;
  }
  if (operation !== 'UPDATE') return undefined;
  const before = valueAt(objectAt(oldObject, 'spec'), 'configSource');
  if (configSource !== undefined && configSource !== null && !equalJson(configSource, before)) {
    return `node "${node}" is not allowed to update configSource to a new non-nil configSource`;
  }
  if (
    !equalJson(
      objectsAt(objectAt(object, 'spec'), 'taints'),
      objectsAt(objectAt(oldObject, 'spec'), 'taints'),
    )
  ) {
    return `node "${node}" is not allowed to modify taints`;
  }
  if (!equalJson(ownersOf(object), ownersOf(oldObject))) {
    return `node "${node}" is not allowed to modify ownerReferences`;
  }
  const wrong = forbiddenLabels(labelsOf(object), labelsOf(oldObject));
  return wrong.length === 0 ? undefined : `is not allowed to modify labels: ${wrong.join(', ')}`;
}

function ofClaim({ request, node }: NodeWrite): Verdict {
  const { operation, subresource, object = {}, oldObject = {} } = request;
  if (subresource !== 'status') return 'may only update PVC status';
  if (operation !== 'UPDATE') return `unexpected operation ${JSON.stringify(operation)}`;
  return equalJson(unchangeablePart(oldObject), unchangeablePart(object))
    ? undefined
    : `node "${node}" is not allowed to update fields other than status.quantity and status.conditions`;
}

const tellable = ['capacity', 'conditions', 'allocatedResources', 'allocatedResourceStatuses'];

function unchangeablePart(claim: Fields): Fields {
  return {
    spec: claim['spec'],
    status: without(objectAt(claim, 'status') ?? {}, tellable),
    metadata: without(objectAt(claim, 'metadata') ?? {}, ['resourceVersion', 'managedFields']),
  };
}

function ofServiceAccount(write: NodeWrite): Verdict {
  const { request, node } = write;
  if (request.operation !== 'CREATE' || request.subresource !== 'token') return undefined;
  const bound = objectAt(objectAt(request.object, 'spec'), 'boundObjectRef');
  const [version, kind, name] = ['apiVersion', 'kind', 'name'].map((field) => textAt(bound, field));
  if (version !== 'v1' || kind !== 'Pod' || name === undefined || name === '') {
    return 'node requested token not bound to a pod';
  }
  const uid = textAt(bound, 'uid');
  if (uid === '') return 'node requested token with a pod binding without a uid';
  const pod = podNamed(write, name);
  if (pod instanceof Refusal) return pod;
  if (uid !== pod.metadata?.uid) {
    return (
      `the UID in the bound object reference (${uid}) does not match the UID in record. ` +
      'The object might have been deleted and then recreated'
    );
  }
  return nodeNameOf(pod) === node
    ? undefined
    : 'node requested token bound to a pod scheduled on a different node';
}

const leaseNamespace = 'kube-node-lease';

function ofLease(write: NodeWrite): Verdict {
  if (write.request.namespace !== leaseNamespace) {
    return `can only access leases in the "${leaseNamespace}" system namespace`;
  }
  return isNamesake(write)
    ? undefined
    : 'can only access node lease with the same name as the requesting node';
}

function ofCsiNode(write: NodeWrite): Verdict {
  return isNamesake(write) ? undefined : 'can only access CSINode with the same name as the requesting node';
}

function isNamesake({ request: { operation, name, object }, node }: NodeWrite): boolean {
  return node === (operation === 'CREATE' ? textAt(objectAt(object, 'metadata'), 'name') : name);
}

function ofResourceSlice({ request, node }: NodeWrite): Verdict {
  const { operation, object, oldObject } = request;
  if (operation === 'CREATE' && nodeNameOf(object ?? {}) !== node) {
    return 'can only create ResourceSlice with the same NodeName as the requesting node';
  }
  if (operation === 'DELETE' && nodeNameOf(oldObject ?? {}) !== node) {
    return 'can only delete ResourceSlice with the same NodeName as the requesting node';
  }
  return undefined;
}

const nodeSigners = ['kubernetes.io/kubelet-serving', 'kubernetes.io/kube-apiserver-client-kubelet'];

async function ofSigningRequest({ request, node }: NodeWrite): Promise<Verdict> {
  const spec = objectAt(request.object, 'spec');
  if (request.operation !== 'CREATE' || request.subresource !== '') return undefined;
  if (!nodeSigners.includes(textAt(spec, 'signerName'))) return undefined;
  const name = await requestedName(textAt(spec, 'request'));
  if (name === undefined) return 'unable to parse csr';
  return name === `system:node:${node}`
    ? undefined
    : `can only create a node CSR with CN=system:node:${node}`;
}

/** As this server's cache has it: a refusal where it is not there. */
function podNamed({ request, stores }: NodeWrite, name: string): KubeObject | Refusal {
  return existing(stores.pods(), request.namespace, name) ?? notFound({ group: '', resource: 'pod' }, name);
}

function existing(store: ObjectStore, namespace: string, name: string): KubeObject | undefined {
  return store.cache.objects.get(store.keyOf(namespace, name))?.object;
}

function nodeNameOf(object: Fields): string {
  return textAt(objectAt(object, 'spec'), 'nodeName');
}

function labelsOf(object: Fields): Fields {
  return objectAt(objectAt(object, 'metadata'), 'labels') ?? {};
}

function ownersOf(object: Fields): readonly Fields[] {
  return objectsAt(objectAt(object, 'metadata'), 'ownerReferences');
}

function claimStatusesOf(pod: Fields): readonly unknown[] {
  return objectsAt(objectAt(pod, 'status'), 'resourceClaimStatuses').map((status) => [
    status['name'],
    status['resourceClaimName'],
  ]);
}
