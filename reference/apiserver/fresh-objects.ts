import type { HandleApiRequest } from './message.ts';

const systemPeer = { user: 'system:apiserver', groups: ['system:masters'] };
const namespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

/** Makes what every cluster has from the start, unless it is there already. Goes through the ordinary request path. */
export async function createFreshObjects(handle: HandleApiRequest): Promise<void> {
  for (const name of namespaces) {
    await create(handle, '/api/v1/namespaces', { kind: 'Namespace', apiVersion: 'v1', metadata: { name } });
  }
}

async function create(handle: HandleApiRequest, path: string, object: unknown): Promise<void> {
  const answer = await handle({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(object)),
    peer: systemPeer,
  });
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  if (answer.status !== 201 && answer.status !== 409) {
    throw new Error(`cannot create what a fresh cluster contains at ${path}: ${answer.status} ${text}`);
  }
}
