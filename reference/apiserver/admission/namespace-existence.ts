import type { HandleApiRequest } from '../message.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import { utf8 } from '../registry/store-key.ts';
import { notFound } from '../status.ts';
import { notAdmitted, type AdmissionPlugin, type AdmissionRequest } from './admission-chain.ts';
import { findNamespace } from './namespaces.ts';

/** Refuses whatever concerns a namespace that is not there, deletions included. */
export function namespaceExists(namespaces: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'NamespaceExists',
    operations: ['CREATE', 'UPDATE', 'DELETE'],
    validate: async (request) => {
      if (!isInNamespace(request)) return undefined;
      const found = await findNamespace(namespaces(), request.namespace);
      return found === undefined
        ? notFound({ group: '', resource: 'namespaces' }, request.namespace)
        : undefined;
    },
  };
}

/** Makes the namespace of whatever is created, where it is not there yet; a dry run makes none. */
export function namespaceAutoProvision(
  namespaces: () => ObjectStore,
  ask: HandleApiRequest,
): AdmissionPlugin {
  return {
    name: 'NamespaceAutoProvision',
    operations: ['CREATE'],
    mutate: async (request) => {
      if (request.dryRun || !isInNamespace(request)) return undefined;
      const store = namespaces();
      if (store.cache.objects.get(store.keyOf('', request.namespace)) !== undefined) return undefined;
      const why = await makeNamespace(ask, request.namespace);
      return why === undefined ? undefined : notAdmitted(request, why);
    },
  };
}

/** Why it could not be made; undefined where it is there now. */
async function makeNamespace(ask: HandleApiRequest, name: string): Promise<string | undefined> {
  const answer = await ask({
    method: 'POST',
    path: '/api/v1/namespaces',
    headers: { 'content-type': 'application/json' },
    body: utf8(JSON.stringify({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } })),
  });
  if (answer.status === 201 || answer.status === 409) return undefined;
  if (!(answer.body instanceof Uint8Array)) return `namespace ${name} could not be made`;
  return (JSON.parse(new TextDecoder().decode(answer.body)) as { readonly message?: string }).message ?? '';
}

function isInNamespace({ namespace, definition }: AdmissionRequest): boolean {
  return namespace !== '' && !(definition.kind === 'Namespace' && definition.group === '');
}
