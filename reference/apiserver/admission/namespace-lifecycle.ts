import { textAt, objectAt } from '../fields.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';
import { forbidden, notFound, Refusal } from '../status.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission-chain.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);
const reviewKinds: ReadonlySet<string> = new Set(['LocalSubjectAccessReview']);

/** Nothing is created in a namespace that is missing or going, and the system's own namespaces stay. */
export function namespaceLifecycle(namespaces: () => ObjectStore): AdmissionPlugin {
  return {
    name: 'NamespaceLifecycle',
    operations: ['CREATE', 'UPDATE', 'DELETE'],
    mutate: async (request) => {
      if (request.definition.kind === 'Namespace' && request.definition.group === '')
        return ofNamespace(request);
      if (request.operation !== 'CREATE' || request.namespace === '') return undefined;
      if (reviewKinds.has(request.definition.kind)) return undefined;
      const namespace = await find(namespaces(), request.namespace);
      if (namespace === undefined) return notFound({ group: '', resource: 'namespaces' }, request.namespace);
      return isTerminating(namespace) ? terminating(request) : undefined;
    },
  };
}

function ofNamespace(request: AdmissionRequest): Refusal | undefined {
  if (request.operation !== 'DELETE' || !immortal.has(request.name)) return undefined;
  return forbidden({ group: '', resource: 'namespaces' }, request.name, 'this namespace may not be deleted');
}

/** The cache is usually right; only what is missing there is looked up in the store. */
async function find(store: ObjectStore, name: string): Promise<KubeObject | undefined> {
  const key = store.keyOf('', name);
  return (store.cache.objects.get(key) ?? (await store.read(key)))?.object;
}

function isTerminating(namespace: KubeObject): boolean {
  return (
    namespace.metadata?.deletionTimestamp !== undefined ||
    textAt(objectAt(namespace, 'status'), 'phase') === 'Terminating'
  );
}

function terminating(request: AdmissionRequest): Refusal {
  const of = { group: request.definition.group, resource: request.definition.plural };
  const why = `unable to create new content in namespace ${request.namespace} because it is being terminated`;
  const { status } = forbidden(of, request.name, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${request.namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new Refusal({ ...status, details: { ...status.details, causes: [cause] } });
}
