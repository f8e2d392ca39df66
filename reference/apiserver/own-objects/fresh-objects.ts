import type { HandleApiRequest } from '../message.ts';
import type { OwnObject } from './own-objects.ts';
import { sendAsServer } from './own-request.ts';

const namespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

const priorityClasses = [
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description: 'For pods without which the cluster does not work, but which may move to another node.',
  },
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'For pods that must not be moved off their node.',
  },
];

export interface FreshCluster {
  /** The first address of the service range: where the API is reached from inside. */
  readonly kubernetesAddress: string;
  /** The port on which the API server listens; absent: 6443. */
  readonly securePort: number;
}

/** Makes what every cluster has from the start, unless it is there already. Goes through the ordinary request path. */
export async function createFreshObjects(handle: HandleApiRequest, fresh: FreshCluster): Promise<void> {
  for (const name of namespaces) {
    await create(handle, '/api/v1/namespaces', namespaceNamed(name));
  }
  for (const { name, value, description } of priorityClasses) {
    const kind = { kind: 'PriorityClass', apiVersion: 'scheduling.k8s.io/v1' };
    const path = '/apis/scheduling.k8s.io/v1/priorityclasses';
    await create(handle, path, { ...kind, metadata: { name }, value, description });
  }
  await create(handle, '/api/v1/namespaces/default/services', kubernetesService(fresh));
}

function namespaceNamed(name: string): Named {
  return { kind: 'Namespace', apiVersion: 'v1', metadata: { name } };
}

function kubernetesService({ kubernetesAddress, securePort }: FreshCluster): Named {
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name: 'kubernetes', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: kubernetesAddress,
      sessionAffinity: 'None',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: securePort }],
    },
  };
}

interface Named {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/**
 * Those of them that come back where somebody takes them away: the namespaces and the Service. What is changed in them stays, and
 * the priority classes are made at the start only, as upstream.
 */
export function lastingObjects(fresh: FreshCluster): readonly OwnObject[] {
  const whereMissing =
    (object: Named): OwnObject['wanted'] =>
    (present) =>
      present === undefined ? object : undefined;
  const service = kubernetesService(fresh);
  return [
    ...namespaces.map((name) => ({
      ...{ group: '', version: 'v1', plural: 'namespaces', name },
      wanted: whereMissing(namespaceNamed(name)),
    })),
    {
      ...{ group: '', version: 'v1', plural: 'services', namespace: 'default', name: 'kubernetes' },
      wanted: whereMissing(service),
    },
  ];
}

async function create(handle: HandleApiRequest, path: string, object: Named): Promise<void> {
  const own = `${path}/${object.metadata.name}`;
  // What is there is not asked for again: a webhook that is gone must not keep the server from starting.
  if (await exists(handle, own)) return;
  const { status, body } = await sendAsServer(handle, { method: 'POST', path, object });
  if (status === 201 || status === 409) return;
  // Another server on the same store may have taken the address for the same service a moment ago.
  if (status === 422 && (await exists(handle, own))) return;
  throw new Error(
    `cannot create what a fresh cluster contains at ${path}: ${status} ${JSON.stringify(body)}`,
  );
}

async function exists(handle: HandleApiRequest, path: string): Promise<boolean> {
  const { status } = await sendAsServer(handle, { method: 'GET', path });
  return status === 200;
}
