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
    mutate: (request) => {
      if (request.definition.kind === 'Namespace' && request.definition.group === '')
        return ofNamespace(request);
      if (request.operation !== 'CREATE' || request.namespace === '') return undefined;
      if (reviewKinds.has(request.definition.kind)) return undefined;
      const store = namespaces();
      const key = store.keyOf('', request.namespace);
      // The cache is usually right; only what is missing there is looked up in the store.
      const cached = store.cache.objects.get(key);
      if (cached !== undefined) return ofContent(request, cached.object);
      return store.read(key).then((stored) => ofContent(request, stored?.object));
    },
  };
}

function ofNamespace(request: AdmissionRequest): Refusal | undefined {
  if (request.operation !== 'DELETE' || !immortal.has(request.name)) return undefined;
  return forbidden({ group: '', resource: 'namespaces' }, request.name, 'this namespace may not be deleted');
}

function ofContent(request: AdmissionRequest, namespace: KubeObject | undefined): Refusal | undefined {
  if (namespace === undefined) return notFound({ group: '', resource: 'namespaces' }, request.namespace);
  return isTerminating(namespace) ? terminating(request) : undefined;
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
